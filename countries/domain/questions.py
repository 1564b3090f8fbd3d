"""The words of questions in English, German, Japanese, Korean and Chinese: what they ask, what says nothing. Pure."""

from countries.domain.answers import About
from gtlead.records.search import fold


def words(*lines: str) -> frozenset[str]:
    """The folded words of the lines."""
    return frozenset(fold(word) for line in lines for word in line.split())


GERMAN = words(
    "der die das den dem des ein eine einen einem einer und oder im für fuer gegen bei mit von zu zur zum aus gibt",
    "es ist sind wird werden wurde wurden hat haben kann man ich mein meine meinen wie welche welcher wer wo auch noch",
    "schon nicht kein keine gentherapie gentherapien therapie therapien behandlung behandlungen heilung heilbar",
)
FILLERS = GERMAN | words(
    "a an the is are was were be of for in on at to by with and or any there this that it its does do did has",
    "have can could i we my our me what which who where how much many gene therapy treatment treat cure patient",
    "people child children someone find get tell about please need say he she they his her or am not no any",
)
GENERIC = frozenset(  # says nothing once the word that it belongs to is not in the atlas
    ("disease", "syndrome", "disorder", "deficiency", "illness", "condition", "type", "cell", "cancer", "tumor")
)
SORTS = words("disease syndrome disorder illness condition")  # before a name they say of what sort it is
DESCRIBING = words(  # stand beside a disease without making another of it
    "adult adults childhood paediatric pediatric infant infantile newborn baby babies boy girl son toddler",
    "teenager severe mild moderate early late onset advanced relapsed refractory inherited hereditary genetic",
    "congenital rare new latest best first approved news help having with got diagnosed living daughter against",
    "my his stage current possible existing options drug drugs medicine medicines product products injection",
    "infusion symptoms hospital hospitals centre doctor doctors specialist life expectancy today now yet already",
    "metastatic unresectable recurrent going",
    "gel cream drops virus vaccine cell cells stem editing jab shot one off once single dose time",
    "morbus krankheit kind kinder kindern sohn tochter baby patienten medikament medikamente arzneimittel neue neu",
)
SAME = {"europe": ("eu", "european union"), "european": ("eu",)}  # in texts of the atlas
ORDINALS = words("first latest newest erste erster")  # of what happened, and no name
TYPE = fold("type")
EVERYWHERE = words("country where worldwide everywhere international wo weltweit überall")
EVERYDAY = frozenset(("all", "als", "was", "us", "fa", "ad", "pad"))  # names that are also words of a sentence
SPOKEN_TO = frozenset(("tell", "for", "give", "let", "help", "to", "of", "with", "show", "about"))  # us, the readers
ASKED: tuple[tuple[About, str], ...] = (
    (About.PAYER, "who pays;pays for;pay for;paid for;pays;paid;pay;funded;funds;fund;funding;reimbursed;insurance"),
    (About.PAYER, "covered;cover;covers;coverage;free of charge;reimbursement;krankenkasse;krankenkassen;kasse"),
    (About.PAYER, "wer zahlt;wer bezahlt;zahlt;bezahlt;übernimmt;übernommen;erstattet;erstattung;kostenübernahme"),
    (About.PRICE, "price;prices;cost;costs;how expensive;expensive;how much is;how much does;kosten;kostet;was kostet"),
    (About.PRICE, "preis;preise;teuer;wie teuer"),
    (About.SINCE, "since when;when was;when;how long;approval date;date of approval;seit wann;wann;wann wurde"),
    (About.AVAILABLE, "available;availability;can i get;can we get;on the market;supply"),
    (About.AVAILABLE, "verfügbar;erhältlich;bekommen;bekommt man"),
    (About.AUTHORISED, "authorised;approved;approval;licensed;licence;legal;allowed;authorisation;registered"),
    (About.AUTHORISED, "zugelassen;zulassung;erlaubt"),
    (About.PENDING, "pending;under assessment;being assessed;waiting for;in review;beantragt;geprüft"),
    (About.TRIAL, "trial;trials;clinical trial;clinical trials;study;studies;studie;studien;klinische studie"),
)
ABOUT = {fold(phrase): about for about, phrases in ASKED for phrase in phrases.split(";")}
# In scripts that do not part words, or put endings to them, what asks may stand anywhere.
ASKED_ANYWHERE: tuple[tuple[About, str], ...] = (
    (About.PAYER, "保険 償還 医保 报销 保险 급여 보험"),
    (About.PRICE, "価格 薬価 値段 費用 いくら 价格 费用 多少钱 가격 약가 비용 얼마"),
    (About.SINCE, "いつ 什么时候 何时 언제"),
    (About.AVAILABLE, "使え 受けられ 入手 可以用 买到 받을 구할"),
    (About.AUTHORISED, "承認 認可 获批 批准 上市 승인 허가"),
    (About.PENDING, "審査中 申請中 审评 申请中 심사"),
    (About.TRIAL, "治験 臨床試験 临床试验 临床研究 임상"),
)
ABOUT_ANYWHERE = {fold(word): about for about, line in ASKED_ANYWHERE for word in line.split()}
SENTENCE = sorted(  # also says nothing of what is looked for; the longest first
    {
        *ABOUT_ANYWHERE,
        *words(
            "遺伝子 遺伝子治療 治療 治療法 治療薬 患者 基因 基因治疗 基因疗法 疗法 治疗 药 药物 有没有 有 没有 是否",
            "能否 可以 能 用 的 在 对 对于 针对 吗 怎么 哪些 什么 国内",
            "유전자 유전자치료 유전자치료제 치료 치료제 치료법 약 환자 있나요 있습니까 있는 되었나요 되나요 나요",
        ),
    },
    key=len,
    reverse=True,
)


def is_of_sentence(token: str) -> bool:
    """Whether a word in such a script belongs to the question, with whatever ending."""
    return not token.isascii() and any(token.startswith(word) for word in SENTENCE)


def without_sentence(text: str) -> str:
    """Text before a name, without the words of the question that it ends with."""
    while ending := next((word for word in SENTENCE if text.endswith(word)), ""):
        text = text.removesuffix(ending)
    return text
