"""A believable month of one doctor's entries, for specimens and tests; invented, about nobody."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Final

from bot.domain.entries import Activity, Entry, EntryStatus, Pillar, Source, Stage, Tags
from bot.domain.ids import EntryId, ParticipantId
from bot.domain.plans import DoneItem, PlanStanding
from bot.domain.portfolio import MonthReport, SummaryPeriod, build_report

PERIOD: Final = SummaryPeriod(first=date(2026, 10, 1), last=date(2026, 10, 30))
PERSON_NAME: Final = "Dr Ada Okafor"
SAMPLE_PLAN: Final = PlanStanding(
    done=(
        DoneItem(day=date(2026, 10, 8), title="An hour with Dana and ten ECGs"),
        DoneItem(
            day=date(2026, 10, 21),
            title="Say which blood tests can wait, and write down why, so that the next one of us does not order them again",
        ),
    ),
    open_count=3,
)


def sample_report() -> MonthReport:
    """The specimen's report."""
    return build_report(
        SAMPLE_MONTH, person_name=PERSON_NAME, period=PERIOD, made_on=PERIOD.last, plan=SAMPLE_PLAN
    )


def sample_entry(number: int, day: int, *words: str, tags: Tags, minutes: int | None = None) -> Entry:
    """An entry of October 2026 from its title, what, so what, now what and follow-up."""
    title, what, so_what, now_what, follow_up = (*words, *("",) * (5 - len(words)))
    return Entry(
        id=EntryId(f"entry-{number:02d}"),
        participant_id=ParticipantId("ada"),
        run_id=None,
        flow="knowledge_today",
        local_date=date(2026, 10, day),
        created_at=datetime(2026, 10, day, 17, 40, number, tzinfo=UTC),
        title=title,
        what=what,
        so_what=so_what,
        now_what=now_what,
        follow_up=follow_up,
        tags=tags,
        minutes=minutes,
        status=EntryStatus.CHANGE_PLANNED if now_what else EntryStatus.REFLECTED,
    )


def _tags(
    *pillars: Pillar,
    activity: Activity = Activity.CASE_REVIEW,
    stage: Stage | None = None,
    sources: tuple[Source, ...] = (),
) -> Tags:
    return Tags(activity=activity, pillars=pillars, stage=stage, sources=sources)


_AS_WRITTEN: Final = (
    sample_entry(
        1,
        1,
        "Tiredness that was about bedtime, not blood tests",
        "Third set of normal bloods. What nobody had written down was the night shift at home: a parent with dementia who wanders.",
        "The question “who else is awake at three?” did more than the panel. The tiredness had a reason before it had a number.",
        "Ask what the nights are like before I order anything for fatigue.",
        tags=_tags(
            Pillar.INNOVATION,
            stage=Stage.EXPLORE,
            sources=(Source.PATIENT, Source.EXPERIENCE, Source.CONTEXT),
        ),
        minutes=5,
    ),
    sample_entry(
        2,
        2,
        "A drawing of two taps explained heart failure better than I ever have",
        "One tap runs in, one drains out. We drew it on the back of an envelope and he put his own tablets beside the taps.",
        "He told me which tablet he would miss least, and why. The explanation was his by the end.",
        "Keep a pad on the desk. Draw first, name the tablets second.",
        tags=_tags(Pillar.INNOVATION, stage=Stage.EXPLAIN, sources=(Source.PATIENT, Source.EXPERIENCE)),
        minutes=5,
    ),
    sample_entry(
        3,
        6,
        "Where the guideline stopped helping: four conditions, four targets",
        "Each target was reasonable by itself. Together they meant standing up and falling over.",
        "What mattered to her was the walk to the shop. That decided the order, and two targets became “good enough”.",
        "Write the person’s own aim at the top of the medication review, above the numbers.",
        "Look again at the next review: is she walking to the shop?",
        tags=_tags(
            Pillar.INTEGRATION,
            Pillar.APPLICATION,
            stage=Stage.IMPLEMENT,
            sources=(Source.PATIENT, Source.EVIDENCE, Source.CONTEXT),
        ),
        minutes=10,
    ),
    sample_entry(
        4,
        7,
        "My rule about sore throats bent a little",
        "The rule of thumb is “score low, no swab, no script”. It held, but only once I had asked what the job is: a singer in her last week of rehearsals.",
        "Same throat, other stakes. The plan was still no antibiotic; the follow-up was not the same.",
        tags=_tags(Pillar.APPLICATION, stage=Stage.EXPLAIN, sources=(Source.EVIDENCE, Source.CONTEXT)),
        minutes=3,
    ),
    sample_entry(
        5,
        8,
        "Interpreter on the phone: what gets lost is the pause",
        "The answers came back complete and flat. I had been reading silences all day and here there were none to read.",
        "I asked the interpreter to tell me when the patient hesitated. The consultation changed at once.",
        "Brief interpreters in one sentence at the start: words, and hesitations too.",
        tags=_tags(Pillar.INNOVATION, stage=Stage.EXPLORE, sources=(Source.COLLEAGUE, Source.PATIENT)),
        minutes=5,
    ),
    sample_entry(
        6,
        8,
        "Module on perioperative anticoagulation, and where ours differs",
        "An hour’s module. The bridging table is simpler than the one in my head, which dates from my hospital years.",
        "I had been carrying a rule that was retired years ago.",
        "Bin my old crib sheet. Put the current link in the team’s shared folder.",
        tags=_tags(Pillar.LEARNING, activity=Activity.CPD, sources=(Source.EVIDENCE,)),
        minutes=60,
    ),
    sample_entry(
        7,
        13,
        "The pharmacist saw the pattern that I had not",
        "Three small increases by three of us, each sensible. Only the pharmacist had them on one page.",
        "The knowledge was in the team, in pieces. Nobody’s single consultation could have shown it.",
        "Ten minutes with the pharmacist each fortnight, with her list and not mine.",
        "Check after the third meeting whether the list is getting shorter.",
        tags=_tags(
            Pillar.INTEGRATION,
            activity=Activity.LEARNING_EVENT,
            stage=Stage.EVALUATE,
            sources=(Source.COLLEAGUE, Source.EVIDENCE),
        ),
        minutes=15,
    ),
    sample_entry(
        8,
        14,
        "Saying “I don’t know yet” out loud",
        "No diagnosis after two visits. I said so, and said what would make me change my mind.",
        "It landed as care rather than as failure. She wrote the three signs down herself.",
        tags=_tags(Pillar.APPLICATION, stage=Stage.EXPLAIN, sources=(Source.EXPERIENCE, Source.PATIENT)),
        minutes=3,
    ),
    sample_entry(
        9,
        15,
        "Need met late: how to read a home sleep recording",
        "He brought a print-out and I could not say what it meant.",
        "A knowledge gap, plain and small. It will come up again: these devices are sold in every chemist.",
        "Half an hour with the respiratory nurse’s guide before the end of November.",
        tags=_tags(Pillar.LEARNING, activity=Activity.PUN_DEN, sources=(Source.PATIENT,)),
        minutes=5,
    ),
    sample_entry(
        10,
        16,
        "Registrar’s tutorial: explaining risk without percentages",
        "I taught “one full bus in ten” and was asked what I do for someone who does not take buses.",
        "Good question. The picture has to come from the patient’s world, so it cannot be prepared.",
        "Ask first what they count in, at home or at work.",
        tags=_tags(
            Pillar.LEARNING,
            activity=Activity.TEACHING,
            stage=Stage.EXPLAIN,
            sources=(Source.COLLEAGUE, Source.EXPERIENCE),
        ),
        minutes=40,
    ),
    sample_entry(
        11,
        20,
        "A card from a carer",
        "Thanked for “asking about me as well”. I remember the consultation as one that I had run out of time in.",
        "What they kept from it was one question, not the plan.",
        tags=_tags(Pillar.APPLICATION, activity=Activity.COMPLIMENT, sources=(Source.PATIENT,)),
    ),
    sample_entry(
        12,
        21,
        "Stopping a tablet is a treatment with its own follow-up",
        "We stopped the third blood pressure tablet together and treated it as a trial with an end date.",
        "Permission mattered more than pharmacology: he had waited years for someone to say that less was allowed.",
        "Book the check when I stop something, as I do when I start it.",
        "Four weeks: pressure, dizziness, and does he want it back?",
        tags=_tags(
            Pillar.APPLICATION,
            Pillar.INTEGRATION,
            stage=Stage.IMPLEMENT,
            sources=(Source.PATIENT, Source.EVIDENCE, Source.EXPERIENCE),
        ),
        minutes=10,
    ),
    sample_entry(
        13,
        22,
        "Two-week wait letters: we now say what happens if it is nothing",
        "The audit of a month’s letters: most explained the worst case, few the likeliest one.",
        "People came back more worried after a normal result than before it.",
        "New paragraph in the template from Monday; count the calls about normal results in January.",
        tags=_tags(
            Pillar.INNOVATION,
            activity=Activity.QIA,
            stage=Stage.IMPLEMENT,
            sources=(Source.EVIDENCE, Source.CONTEXT),
        ),
        minutes=30,
    ),
    sample_entry(
        14,
        27,
        "Nothing obvious, except a hunch that I acted on",
        "A child who was too polite. I rang in the evening and the second look was worth it.",
        "I cannot say what I saw. The hunch came from the waiting room, not from the examination.",
        "Walk out to call people in. I see more in those ten steps than I had noticed.",
        tags=_tags(Pillar.APPLICATION, stage=Stage.EVALUATE, sources=(Source.EXPERIENCE,)),
        minutes=5,
    ),
    sample_entry(
        15,
        28,
        "Putting three discharge letters side by side",
        "Each named another team as the one in charge. I wrote one page that says who does what, and gave it to the patient as well.",
        "The patient was the only one who had read all three.",
        "Offer the one-page version whenever more than two teams are involved.",
        tags=_tags(
            Pillar.INTEGRATION,
            stage=Stage.IMPLEMENT,
            sources=(Source.PATIENT, Source.EVIDENCE, Source.CONTEXT),
        ),
        minutes=10,
    ),
    sample_entry(
        16,
        29,
        "Coffee question: what do you do when the plan is theirs and you think it is wrong?",
        "Asked at coffee. Two partners, two answers: say it once and clearly; or agree what would change your mind, both ways.",
        "I lean on the second. Hearing it said aloud made it a rule I can teach.",
        tags=_tags(Pillar.LEARNING, activity=Activity.CPD, sources=(Source.COLLEAGUE,)),
        minutes=15,
    ),
)

SAMPLE_MONTH: Final = tuple(
    replace(
        entry,
        starred=entry.id in {"entry-03", "entry-12", "entry-13"},
        status=EntryStatus.CHANGE_CHECKED if entry.id == "entry-05" else entry.status,
    )
    for entry in _AS_WRITTEN
)

NASTY_LINES: Final = (
    "Markup as typed: #let x = 1 $a^2$ *b* _c_ @ref <label> \\ `raw` // no comment /* none */ [ ] { } -- --- ~ 'q' \"q\"",
    "=SUM(A1) +44 -1 @home <b>html</b> &amp; https://example.org/" + "a" * 160,
    "שלום עולם, 12/3 בבוקר.",
    "الشرح المشترك مع المريض (3 مرات) كان أفضل.",
    "گفتگو مهم است ۱۲۳ — مریض کی بات سنیں",
    "हिन्दी क्षत्रिय · বাংলা · ਪੰਜਾਬੀ · ગુજરાતી · தமிழ் · తెలుగు · ಕನ್ನಡ · മലയാളം · සිංහල · ไทย",
    "Ελληνικά · Кириллица · Ђурђевак · Tiếng Việt · Ełk żółć · İstanbul · ქართული · Հայերեն · አማርኛ",
    "日本語 · 中文繁體 · 한국어 · ｆｕｌｌ ｗｉｄｔｈ",  # noqa: RUF001 - look-alike letters are the point of the line
    "👍🏽 ❤️ 👨‍👩‍👧‍👦 🇬🇧 🏴󠁧󠁢󠁳󠁣󠁴󠁿 1️⃣ 😀 🩺 🧠 ★ ✓ ☐ → ⚕ ♀ ½ ≥ µ ∞ ℃ ™ ﷽ 𝓗𝓮𝓵𝓵𝓸 ꧁",  # noqa: RUF001 - look-alike letters are the point of the line
    "Zal\u0335\u0321\u0300go e\u0301 \u202eoverride\u202c zero\u200bwidth soft\u00adhyphen\ttab\x00nul\x1b[31m",
    "Private \ue000, unassigned \U0003fffd, cuneiform 𒀀, surrogate-free",
)
