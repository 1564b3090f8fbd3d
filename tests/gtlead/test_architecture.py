"""The shape of the code: arrows between apps and layers, thin views, plain templates."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("gtlead", "themes", "countries")  # each may import itself and those before it
COMPOSITION = {"gtlead/urls.py", "gtlead/settings.py"}  # the root knows all apps
NAMES_READINGS = {"gtlead/accounts/roles.py"}  # as text, in the permissions of the groups
# A folder of gtlead is a feature. Each stands on those before it; what shows features (FACES) may name any.
FEATURES = (
    "records",
    "lists",
    "sources",
    "pictures",
    "publication",
    "review",
    "history",
    "link_check",
    "feedback",
    "staff_reports",
    "importing",
    "accounts",
    "dashboard",
    "serving",
)
WIRING = {"settings", "urls", "wsgi", "apps", "models", "admin", "templatetags", "management"}
FACES = re.compile(r"(admin|views|urls|dashboard)$")  # of a module's last name
LAYERS = {  # of countries and themes; everything else is 2
    "pathways": 0,  # of the domain: what a rule beside a model asks
    "querysets": 0,
    "models": 1,
    "admin": 3,
    "views": 3,
    "urls": 4,
}
MOST_ENTRIES = 25
QUERY_WORDS = re.compile(
    r"\.(filter|exclude|annotate|aggregate|order_by|raw|extra|values_list)\(|\b(Q|F|Count|Sum|Exists)\("
)
LONGEST_LINE = 120  # of a template; ruff watches those of Python
DJANGO = r"(?>\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\})"
ONE_PIECE = re.compile(  # a line can be broken at white space, and within an HTML tag before its end
    rf"""<pre.*</pre>|>?(?>{DJANGO}|="(?>{DJANGO}|[^"])*"|='[^']*'|[^\s>])+"""
)
NOT_PURE = ("django.db", "django.http", "django.shortcuts", "django.views", "django.contrib")


@dataclass(frozen=True)
class Module:
    """A source file with its parsed tree."""

    path: str
    tree: ast.Module
    lines: tuple[str, ...]

    @property
    def app(self) -> str:
        """Its app."""
        return self.path.split("/")[0]

    @property
    def name(self) -> str:
        """Its dotted name."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def layer(self) -> int:
        """Its place in its app, from the name of the file or folder."""
        return max((LAYERS[part] for part in self.name.split(".") if part in LAYERS), default=2)

    @property
    def feature(self) -> str:
        """The folder of gtlead it stands in."""
        return self.name.split(".")[1] if "." in self.name else ""

    @property
    def imports(self) -> dict[str, int]:
        """The dotted names it imports, with their lines; relative ones made absolute."""
        return self.imported_by(ast.walk(self.tree))

    @property
    def imports_at_load(self) -> dict[str, int]:
        """Those outside functions."""
        return self.imported_by(iter(self.tree.body))

    def imported_by(self, nodes: Iterator[ast.AST]) -> dict[str, int]:
        """The dotted names that these nodes import."""
        package = self.name if self.path.endswith("__init__.py") else self.name.rpartition(".")[0]
        found = {}
        for node in nodes:
            if isinstance(node, ast.Import):
                found |= {alias.name: node.lineno for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
                module = ".".join([*base, node.module] if node.module else base)
                found |= {f"{module}.{alias.name}": node.lineno for alias in node.names}
        return found


def read_modules() -> Iterator[Module]:
    """All source files of the apps, migrations left out."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                text = path.read_text(encoding="utf-8")
                yield Module(str(path.relative_to(ROOT)), ast.parse(text), tuple(text.splitlines()))


MODULES = list(read_modules())
VIEWS = [module for module in MODULES if "views" in module.name.split(".")]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def functions(module: Module) -> Iterator[ast.FunctionDef]:
    """All functions and methods."""
    return (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef))


def test_there_is_something_to_look_at():
    assert {module.app for module in MODULES} == set(APPS)
    assert len(VIEWS) > 1
    assert TEMPLATES


def test_imports_between_apps_point_one_way():
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in MODULES
        for name, line in module.imports.items()
        for app in APPS[APPS.index(module.app) + 1 :]
        if name.split(".")[0] == app and module.path not in COMPOSITION
    ]
    assert wrong == []


def test_lower_apps_do_not_name_countries_in_text_either():
    wrong = [
        f"{module.path}:{node.lineno}: {node.value!r}"
        for module in MODULES
        for node in ast.walk(module.tree)
        if module.app != "countries" and module.path not in COMPOSITION | NAMES_READINGS
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if re.fullmatch(r"countries(\.\w+)*", node.value)
    ]
    assert wrong == []


def test_imports_inside_a_domain_app_point_to_lower_layers():
    layers = {module.name: module.layer for module in MODULES}
    wrong = []
    for module in MODULES:
        for name, line in module.imports.items():
            target = name if name in layers else name.rpartition(".")[0]
            if target.split(".")[0] == module.app != "gtlead" and layers.get(target, 0) > module.layer:
                wrong.append(f"{module.path}:{line} imports {target}")
    assert wrong == []


def test_every_folder_of_gtlead_is_a_feature_or_wiring():
    found = {module.feature for module in MODULES if module.app == "gtlead" and module.feature}
    assert found == {*FEATURES} | WIRING


@pytest.mark.parametrize("app", ["gtlead", "countries", "themes"])
def test_an_app_can_be_taken_in_at_a_glance(app):
    entries = [path for path in (ROOT / app).iterdir() if not path.name.startswith((".", "__pycache__"))]
    assert len(entries) <= MOST_ENTRIES


def test_features_stand_on_those_before_them():
    wrong = [
        f"{module.path}:{line} imports {name}"
        for module in MODULES
        if module.app == "gtlead" and module.feature in FEATURES and not FACES.search(module.name)
        for name, line in module.imports.items()
        if name.startswith("gtlead.")
        for other in [name.split(".")[1]]
        if other in WIRING or (other in FEATURES and FEATURES.index(other) > FEATURES.index(module.feature))
    ]
    assert wrong == []


def reached_from(module: Module) -> set[str]:
    """Every module of ours that it imports, directly or through another."""
    names = {other.name: other for other in MODULES}
    found: set[str] = set()
    waiting = [module]
    while waiting:
        for name in waiting.pop().imports:
            target = name if name in names else name.rpartition(".")[0]
            if target in names and target not in found:
                found.add(target)
                waiting.append(names[target])
    return found


@pytest.mark.parametrize(
    "module", [m for m in MODULES if m.name.startswith("countries.domain.")], ids=lambda module: module.path
)
def test_domain_reaches_no_record_filter_export_or_page(module):
    forbidden = re.compile(r"\.(models|querysets|filters|forms|exports|views|admin)(\.|$)|countries\.charts\.request")
    assert sorted(name for name in reached_from(module) if forbidden.search(name)) == []


def test_no_module_imports_itself_through_others():
    """A module may be part of a circle only by imports inside functions, each of which says why."""
    circles = [module.path for module in MODULES if module.name in reached_at_load(module)]
    assert circles == []


def reached_at_load(module: Module) -> set[str]:
    """What it imports while it is loaded, directly or through another."""
    names = {other.name: other for other in MODULES if not other.path.endswith("__init__.py")}
    found: set[str] = set()
    waiting = [module]
    while waiting:
        for name in waiting.pop().imports_at_load:
            target = name if name in names else name.rpartition(".")[0]
            if target in names and target not in found:
                found.add(target)
                waiting.append(names[target])
    return found


def test_querysets_import_no_models():
    wrong = [
        f"{module.path} imports {name}"
        for module in MODULES
        for name in module.imports
        if module.name.endswith(".querysets") and ".models" in name.removeprefix("django.db.models")
    ]
    assert [text for text in wrong if "django.db" not in text] == []


def test_what_calls_itself_pure_asks_no_database():
    pure = [module for module in MODULES if re.search(r"\bPure\b", ast.get_docstring(module.tree) or "")]
    assert len(pure) > 3
    wrong = [
        f"{module.path} imports {name}"
        for module in pure
        for name in module.imports
        if name.startswith(NOT_PURE) or {"models", "querysets", "views"} & set(name.split(".")[1:])
    ]
    assert wrong == []


@pytest.mark.parametrize("module", VIEWS, ids=lambda module: module.path)
def test_views_make_no_queries_of_their_own(module):
    wrong = [f"{number}: {line}" for number, line in enumerate(module.lines, 1) if QUERY_WORDS.search(line)]
    assert wrong == []


def test_import_inside_a_function_says_why():
    wrong = [
        f"{module.path}:{node.lineno}"
        for module in MODULES
        for function in functions(module)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
        if "noqa: PLC0415 - " not in module.lines[node.lineno - 1].replace("F401, ", "")
    ]
    assert wrong == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.path)
def test_modules_and_public_functions_say_what_they_own(module):
    tree = module.tree
    silent = [] if ast.get_docstring(tree) or not tree.body else [module.path]
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name != "Meta"]
    named = [n for owner in (tree, *classes) for n in owner.body if isinstance(n, ast.ClassDef | ast.FunctionDef)]
    public = [node for node in named if not node.name.startswith("_") and node.name != "Meta"]
    silent += [f"{module.path}:{node.lineno} {node.name}" for node in public if not ast.get_docstring(node)]
    assert silent == []


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.path)
def test_signatures_are_typed(module):
    untyped = [
        f"{module.path}:{function.lineno} {function.name}"
        for function in functions(module)
        if function.returns is None
        or any(
            argument.annotation is None and argument.arg not in ("self", "cls")
            for argument in [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        )
    ]
    assert untyped == []


def test_one_name_is_one_thing():
    """Protocols are called after the records that they describe, commands as Django wants it."""
    named: dict[str, list[str]] = {}
    for module in MODULES:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef) and "Protocol" not in map(ast.unparse, node.bases):
                named.setdefault(node.name, []).append(module.path)
    del named["Command"]
    assert {name: paths for name, paths in named.items() if len(paths) > 1} == {}


def test_nothing_lives_in_utils():
    assert [module.path for module in MODULES if re.search(r"(utils?|helpers?|misc|common)\.py$", module.path)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_template_is_plain(path):
    text = path.read_text(encoding="utf-8")
    forbidden = {
        "inline style": r"<style|\sstyle\s*=",
        "inline script": r"<script(?![^>]*\ssrc=)",
        "handler": r"\s(on[a-z]+|hx-on[\w:-]*)\s*=",
        "script address": r"javascript:",
        "unescaped text": r"\|\s*safe\b|autoescape|mark_safe",
        "fetched from elsewhere": r"<(script|img|iframe|source|link[^>]*rel=.(stylesheet|icon))\b[^>]*//",
    }
    assert {what for what, pattern in forbidden.items() if re.search(pattern, text, re.IGNORECASE)} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_lines_of_a_template_are_short(path):
    """Longer is only what is one piece: a tag of Django, an attribute, or what stands together without white space."""
    lines = path.read_text(encoding="utf-8").splitlines()
    long = [f"{n}: {line}" for n, line in enumerate(lines, 1) if len(line) > LONGEST_LINE]
    assert [line for line in long if not ONE_PIECE.fullmatch(line.partition(": ")[2].strip())] == []


def test_every_template_is_used():
    """By a view, or by another template; error pages and admin templates are found by their names."""
    found_by_name = re.compile(r"^(40\d|500)\.html$|^admin/|^registration/")
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES]
    texts += ["\n".join(module.lines) for module in MODULES]
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
    unused = [n for n in names if not found_by_name.match(n) and not any(f'"{n}' in text for text in texts)]
    assert unused == []


def test_style_and_script_fetch_nothing():
    files = [
        *(ROOT / "static").rglob("*.css"),
        *(ROOT / "static").rglob("*.js"),
        *(ROOT / "static").rglob("*.svg"),
    ]
    assert files
    wrong = [
        str(path.relative_to(ROOT))
        for path in files
        if re.search(
            r"url\(\s*['\"]?(https?:)?//|@import|\beval\(|new Function|importScripts|<script|innerHTML",
            path.read_text(encoding="utf-8"),
        )
    ]
    assert wrong == []
