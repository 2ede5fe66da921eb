"""The first tables: records, undo, history, frames, preferences, jobs, ledger, atlas."""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'atlas_slots',
        sa.Column('board_id', sa.Text(), nullable=False),
        sa.Column('slot', sa.Integer(), nullable=False),
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('board_id', 'slot', name=op.f('pk_atlas_slots')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('atlas_slots') as batch_op:
        batch_op.create_index('uq_atlas_slots_board_id_sha256', ['board_id', 'sha256'], unique=True)

    op.create_table(
        'board_revs',
        sa.Column('board_id', sa.Text(), nullable=False),
        sa.Column('rev', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('board_id', name=op.f('pk_board_revs')),
        sqlite_with_rowid=False,
    )
    op.create_table(
        'favorites',
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('favorited_at', sa.Text(), nullable=False),
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_favorites')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('favorites') as batch_op:
        batch_op.create_index(batch_op.f('ix_favorites_favorited_at_id'), ['favorited_at', 'id'], unique=False)
        batch_op.create_index(
            batch_op.f('ix_favorites_model_favorited_at_id'), ['model', 'favorited_at', 'id'], unique=False
        )

    op.create_table(
        'frames',
        sa.Column('tile_id', sa.Text(), nullable=False),
        sa.Column('order', sa.Integer(), nullable=False),
        sa.Column('board_id', sa.Text(), nullable=False),
        sa.Column('name', sa.Text(), nullable=False),
        sa.Column('mime', sa.Text(), nullable=False),
        sa.Column('width', sa.Integer(), nullable=False),
        sa.Column('height', sa.Integer(), nullable=False),
        sa.Column('prompt', sa.Text(), nullable=False),
        sa.Column('seed', sa.Integer(), nullable=False),
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('asset_id', sa.Text(), nullable=True),
        sa.Column('reading', sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint('tile_id', 'order', name=op.f('pk_frames')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('frames') as batch_op:
        batch_op.create_index(
            batch_op.f('ix_frames_board_id_tile_id_order'), ['board_id', 'tile_id', 'order'], unique=False
        )
        batch_op.create_index(batch_op.f('ix_frames_name'), ['name'], unique=False)

    op.create_table(
        'history',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('prompt', sa.Text(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('settled_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_history')),
        sqlite_autoincrement=True,
    )
    op.create_table(
        'jobs',
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('board_id', sa.Text(), nullable=False),
        sa.Column('tile_id', sa.Text(), nullable=False),
        sa.Column('provider', sa.Text(), nullable=False),
        sa.Column('request', sa.JSON(), nullable=False),
        sa.Column('provider_request_id', sa.Text(), nullable=True),
        sa.Column('state', sa.Text(), nullable=False),
        sa.Column('made_at', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('jobs') as batch_op:
        batch_op.create_index(batch_op.f('ix_jobs_state'), ['state'], unique=False)

    op.create_table(
        'ledger',
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('at', sa.Text(), nullable=False),
        sa.Column('provider', sa.Text(), nullable=False),
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('board_id', sa.Text(), nullable=True),
        sa.Column('cost_usd', sa.Float(), nullable=False),
        sa.Column('state', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger')),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table('ledger') as batch_op:
        batch_op.create_index(batch_op.f('ix_ledger_at'), ['at'], unique=False)

    op.create_table(
        'micros',
        sa.Column('sha256', sa.Text(), nullable=False),
        sa.Column('content', sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint('sha256', name=op.f('pk_micros')),
    )
    op.create_table(
        'preferences',
        sa.Column('device', sa.Text(), nullable=False),
        sa.Column('key', sa.Text(), nullable=False),
        sa.Column('value', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('device', 'key', name=op.f('pk_preferences')),
        sqlite_with_rowid=False,
    )
    op.create_table(
        'records',
        sa.Column('space_id', sa.Text(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('deleted', sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint('space_id', 'kind', 'id', name=op.f('pk_records')),
        sqlite_with_rowid=False,
    )
    op.create_table(
        'undo_steps',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('board_id', sa.Text(), nullable=False),
        sa.Column('side', sa.Text(), nullable=False),
        sa.Column('label', sa.Text(), nullable=False),
        sa.Column('group_id', sa.Text(), nullable=True),
        sa.Column('operations', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_undo_steps')),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table('undo_steps') as batch_op:
        batch_op.create_index(batch_op.f('ix_undo_steps_board_id_side_id'), ['board_id', 'side', 'id'], unique=False)


def downgrade() -> None:
    raise NotImplementedError('The local store only moves forwards; restore a backup to go back.')
