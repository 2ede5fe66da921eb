"""The trash: what deleted tiles and boards held, for 30 days."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'trash',
        sa.Column('space_id', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('deleted_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('space_id', 'kind', 'id', name=op.f('pk_trash')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('trash') as batch_op:
        batch_op.create_index(batch_op.f('ix_trash_deleted_at_id'), ['deleted_at', 'id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError('The local store only moves forwards; restore a backup to go back.')
