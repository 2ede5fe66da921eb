"""Frames whose text was erased or undone: the strip keeps them, the tile does not show them."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('frames', sa.Column('withdrawn', sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    raise NotImplementedError('The local store only moves forwards; restore a backup to go back.')
