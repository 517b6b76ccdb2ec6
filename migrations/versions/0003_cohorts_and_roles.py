"""Cohorts and roles: who goes through a course together, tutors and links, the audit log, lines that people share."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TIMESTAMP

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.String(26).with_variant(sa.String(26, collation="C"), "postgresql")
_CODE = sa.String(64)
_INSTANT = sa.BigInteger().with_variant(TIMESTAMP(timezone=True), "postgresql")
_JSON = sa.Text()


def upgrade() -> None:
    """Add them; what stands stays as it is."""
    op.add_column("publication", sa.Column("courses", _JSON, nullable=True))
    _cohort()
    _enrolment()
    _tutor()
    _link()
    _audit()
    _shared_line()
    _reaction()


def downgrade() -> None:
    """Take them away again."""
    for name in ("reaction", "shared_line", "audit", "link", "cohort_tutor", "tutor", "enrolment", "cohort"):
        op.drop_table(name)
    with op.batch_alter_table("publication") as publication:
        publication.drop_column("courses")


def _to(column: str, target: str, *, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [target], name=name, ondelete="CASCADE", initially="DEFERRED", deferrable=True
    )


def _cohort() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", _ID, nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("course", _CODE, nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("timezone", _CODE, nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("joining", _CODE, nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("archived_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_cohort"),
    )


def _enrolment() -> None:
    op.create_table(
        "enrolment",
        sa.Column("cohort_id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("joined_at", _INSTANT, nullable=False),
        sa.Column("left_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("cohort_id", "participant_id", name="pk_enrolment"),
        _to("cohort_id", "cohort.id", name="fk_enrolment_cohort_id"),
        _to("participant_id", "participant.id", name="fk_enrolment_participant_id"),
    )
    op.create_index("ix_enrolment_participant_id", "enrolment", ["participant_id"])


def _tutor() -> None:
    op.create_table(
        "tutor",
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("participant_id", name="pk_tutor"),
        _to("participant_id", "participant.id", name="fk_tutor_participant_id"),
    )
    op.create_table(
        "cohort_tutor",
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("cohort_id", _ID, nullable=False),
        sa.PrimaryKeyConstraint("participant_id", "cohort_id", name="pk_cohort_tutor"),
        _to("participant_id", "tutor.participant_id", name="fk_cohort_tutor_participant_id"),
        _to("cohort_id", "cohort.id", name="fk_cohort_tutor_cohort_id"),
    )
    op.create_index("ix_cohort_tutor_cohort_id", "cohort_tutor", ["cohort_id"])


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("cohort_id", _ID, nullable=True),
        sa.Column("made_by", _ID, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT, nullable=True),
        sa.Column("used_by", _ID, nullable=True),
        sa.Column("revoked_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("token_hash", name="pk_link"),
        _to("cohort_id", "cohort.id", name="fk_link_cohort_id"),
    )
    op.create_index("ix_link_cohort_id", "link", ["cohort_id"])


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", _ID, nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.Column("actor_id", _ID, nullable=True),
        sa.Column("act", _CODE, nullable=False),
        sa.Column("about_id", _ID, nullable=True),
        sa.Column("cohort_id", _ID, nullable=True),
        sa.Column("facts", _JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at", "id"])


def _shared_line() -> None:
    op.create_table(
        "shared_line",
        sa.Column("id", _ID, nullable=False),
        sa.Column("cohort_id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("posting_id", _ID, nullable=True),
        sa.Column("run_id", _ID, nullable=True),
        sa.Column("digest_id", _ID, nullable=True),
        sa.Column("told_in", _ID, nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("is_named", sa.Boolean(), nullable=False),
        sa.Column("status", _CODE, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("passed_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_shared_line"),
        _to("cohort_id", "cohort.id", name="fk_shared_line_cohort_id"),
        _to("participant_id", "participant.id", name="fk_shared_line_participant_id"),
    )
    op.create_index("ix_shared_line_cohort_id_status", "shared_line", ["cohort_id", "status", "id"])
    op.create_index("ix_shared_line_participant_id", "shared_line", ["participant_id", "id"])
    op.create_index("ix_shared_line_status", "shared_line", ["status", "digest_id", "id"])
    for column in ("digest_id", "told_in"):
        op.create_index(
            f"ix_shared_line_{column}",
            "shared_line",
            [column],
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def _reaction() -> None:
    op.create_table(
        "reaction",
        sa.Column("line_id", _ID, nullable=False),
        sa.Column("participant_id", _ID, nullable=False),
        sa.Column("kind", _CODE, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("line_id", "participant_id", "kind", name="pk_reaction"),
        _to("line_id", "shared_line.id", name="fk_reaction_line_id"),
        _to("participant_id", "participant.id", name="fk_reaction_participant_id"),
    )
    op.create_index("ix_reaction_participant_id", "reaction", ["participant_id"])
