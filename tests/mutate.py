"""Makes each change of mutations.toml in turn and runs its tests: `make mutate`. What no test notices has survived."""

import subprocess
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent


def is_noticed(mutation: dict[str, str]) -> bool:
    """Whether a test fails while the change stands in the file, which is put back."""
    file = Path(mutation["file"])
    text = file.read_text()
    if text.count(mutation["before"]) != 1:
        raise SystemExit(f"{file}: “{mutation['before']}” does not stand there once")
    file.write_text(text.replace(mutation["before"], mutation["after"]))
    try:
        command = [sys.executable, "-m", "pytest", "-x", "-n", "0", *mutation["tests"].split()]
        return subprocess.run(command, capture_output=True, check=False).returncode == 1  # noqa: S603 - our own words
    finally:
        file.write_text(text)


def main() -> None:
    """One line for each, and the score."""
    mutations = tomllib.loads((HERE / "mutations.toml").read_text())["mutation"]
    survivors = 0
    for mutation in mutations:
        noticed = is_noticed(mutation)
        survivors += not noticed
        sys.stdout.write(f"{'noticed ' if noticed else 'SURVIVED'}  {mutation['name']}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(mutations) - survivors} of {len(mutations)} noticed\n")
    sys.exit(bool(survivors))


if __name__ == "__main__":
    main()
