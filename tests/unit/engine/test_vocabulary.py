from bot.domain.entries import Activity, EntryStatus, Pillar, Source, Stage
from bot.engine import vocabulary


def test_tags_of_the_flow_language_are_those_of_the_portfolio() -> None:
    assert set(vocabulary.ACTIVITIES) == set(Activity)
    assert set(vocabulary.PILLARS) == set(Pillar)
    assert tuple(Stage) == vocabulary.STAGES
    assert tuple(EntryStatus) == vocabulary.STATUSES
    assert set(vocabulary.SOURCES) == set(Source)
