"""The search: a document for each tile, board, favorite, settled prompt and deleted thing, kept by triggers.

Whoever writes a record, by whatever way, keeps the index in the same transaction.
"""

# ruff: noqa: S608 -- every statement is made of this file's constants
import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

# What is asked for exactly is one word each of a column of its own, so that the index itself can tell: hexadecimal, for
# a word has letters and digits alone. A rating has the words of the lower ones too.
FACETS = (
    "'k' || kind || ' b' || replace(space_id, '-', '') || ' m' || lower(hex(model)) "
    "|| CASE WHEN favorite THEN ' fav' ELSE '' END || substr(' r1 r2 r3 r4 r5', 1, rating * 3)"
)
COLUMNS = 'kind, space_id, id, asset_id, sha256, model, at, rating, favorite, tags, words'
WORDS = 'words, tags, facets'


def upgrade() -> None:
    op.create_table(
        'search_docs',
        sa.Column('doc', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Text(), nullable=False),
        sa.Column('space_id', sa.Text(), nullable=False),
        sa.Column('id', sa.Text(), nullable=False),
        sa.Column('asset_id', sa.Text(), nullable=True),
        sa.Column('sha256', sa.Text(), nullable=True),
        sa.Column('model', sa.Text(), nullable=False),
        sa.Column('at', sa.Text(), nullable=False),
        sa.Column('rating', sa.Integer(), nullable=False),
        sa.Column('favorite', sa.Boolean(), nullable=False),
        sa.Column('tags', sa.Text(), nullable=True),
        sa.Column('words', sa.Text(), nullable=False),
        sa.Column('facets', sa.Text(), sa.Computed(FACETS, persisted=False), nullable=True),
        sa.PrimaryKeyConstraint('doc', name=op.f('pk_search_docs')),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f('uq_search_docs_id'), 'search_docs', ['kind', 'space_id', 'id'], unique=True)
    op.create_index(op.f('ix_search_docs_space_id'), 'search_docs', ['space_id', 'asset_id'])
    op.create_index(op.f('ix_search_docs_sha256'), 'search_docs', ['sha256', 'kind'])
    op.create_index(op.f('ix_search_docs_tags'), 'search_docs', ['tags'], sqlite_where=sa.text('tags IS NOT NULL'))
    op.execute(
        f"CREATE VIRTUAL TABLE search_words USING fts5({WORDS}, content='search_docs', content_rowid='doc', "
        "tokenize='unicode61 remove_diacritics 2')"
    )
    op.execute("CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab('search_words', 'col')")
    for statement in (*_index_triggers(), *_tile_triggers(), *_favorite_triggers(), *_other_triggers()):
        op.execute(statement)
    for statement in FILL:
        op.execute(statement)


def downgrade() -> None:
    raise NotImplementedError('The local store only moves forwards; restore a backup to go back.')


def _index_triggers() -> tuple[str, ...]:
    """The index holds words alone and must be told what stood in a document that goes."""
    gone = f"INSERT INTO search_words(search_words, rowid, {WORDS}) VALUES ('delete', old.doc, {_of('old', WORDS)});"
    come = f'INSERT INTO search_words(rowid, {WORDS}) VALUES (new.doc, {_of("new", WORDS)});'
    return (
        f'CREATE TRIGGER search_docs_come AFTER INSERT ON search_docs BEGIN {come} END',
        f'CREATE TRIGGER search_docs_gone AFTER DELETE ON search_docs BEGIN {gone} END',
        f'CREATE TRIGGER search_docs_changed AFTER UPDATE ON search_docs BEGIN {gone} {come} END',
    )


def _tile_triggers() -> tuple[str, ...]:
    """A tile's document has the tile's prompt and what its asset says."""
    changed = ' OR '.join(
        f'{_field("new", name)} IS NOT {_field("old", name)}' for name in ('prompt', 'asset_id', 'model')
    )
    described = ' OR '.join(
        f'{_field("new", name)} IS NOT {_field("old", name)}' for name in ('rating', 'tags', 'sha256')
    )
    describe = (
        f'UPDATE search_docs SET sha256 = {_field("new", "sha256")}, model = {_field("new", "model")}, '
        f'at = {_field("new", "made_at")}, rating = coalesce({_field("new", "rating")}, 0), '
        f'tags = {_field("new", "tags")}, favorite = {_is_favorite(_field("new", "sha256"))} '
        "WHERE space_id = new.space_id AND asset_id = new.id AND kind = 'tile';"
    )
    add, remove = _add(_tile('new'), 'WHERE NOT new.deleted'), _remove('tile')
    return (
        f"CREATE TRIGGER search_tile_come AFTER INSERT ON records WHEN new.kind = 'tile' BEGIN {add} END",
        f"CREATE TRIGGER search_tile_changed AFTER UPDATE ON records WHEN new.kind = 'tile' "
        f'AND (new.deleted IS NOT old.deleted OR {changed}) BEGIN {remove} {add} END',
        f"CREATE TRIGGER search_tile_gone AFTER DELETE ON records WHEN old.kind = 'tile' BEGIN {remove} END",
        "CREATE TRIGGER search_asset_come AFTER INSERT ON records WHEN new.kind = 'asset' AND NOT new.deleted "
        f'BEGIN {describe} END',
        "CREATE TRIGGER search_asset_changed AFTER UPDATE ON records WHEN new.kind = 'asset' AND NOT new.deleted "
        f'AND (old.deleted OR {described}) BEGIN {describe} END',
    )


def _favorite_triggers() -> tuple[str, ...]:
    """A favorite is found by itself, and marks every tile that shows its picture."""
    add, remove = _add(_favorite('new'), 'WHERE NOT new.deleted'), _remove('favorite')
    mark = f"UPDATE search_docs SET favorite = {_is_favorite('sha256')} WHERE kind = 'tile' AND sha256 = {{}};"
    came, went = mark.format(_field('new', 'sha256')), mark.format(_field('old', 'sha256'))
    return (
        "CREATE TRIGGER search_favorite_come AFTER INSERT ON records WHEN new.kind = 'favorite' "
        f'BEGIN {add} {came} END',
        f"CREATE TRIGGER search_favorite_changed AFTER UPDATE ON records WHEN new.kind = 'favorite' "
        f'BEGIN {remove} {add} {came} {went} END',
        "CREATE TRIGGER search_favorite_gone AFTER DELETE ON records WHEN old.kind = 'favorite' "
        f'BEGIN {remove} {went} END',
    )


def _other_triggers() -> tuple[str, ...]:
    """Boards by their names, settled prompts, and what is in the trash."""
    board, prompt, trashed = _add(_board('new'), 'WHERE NOT new.deleted'), _prompt('new'), _trashed('new')
    return (
        f"CREATE TRIGGER search_board_come AFTER INSERT ON records WHEN new.kind = 'board' BEGIN {board} END",
        "CREATE TRIGGER search_board_changed AFTER UPDATE ON records WHEN new.kind = 'board' "
        f'BEGIN {_remove("board")} {board} END',
        "CREATE TRIGGER search_board_gone AFTER DELETE ON records WHEN old.kind = 'board' "
        f'BEGIN {_remove("board")} END',
        f'CREATE TRIGGER search_prompt_come AFTER INSERT ON history BEGIN {_add(prompt)} END',
        'CREATE TRIGGER search_prompt_gone AFTER DELETE ON history BEGIN DELETE FROM search_docs '
        "WHERE kind = 'prompt' AND id = CAST(old.id AS TEXT); END",
        f'CREATE TRIGGER search_trash_come AFTER INSERT ON trash BEGIN {_add(trashed)} END',
        f'CREATE TRIGGER search_trash_changed AFTER UPDATE ON trash BEGIN {_remove("trash")} {_add(trashed)} END',
        f'CREATE TRIGGER search_trash_gone AFTER DELETE ON trash BEGIN {_remove("trash")} END',
    )


def _fill() -> tuple[str, ...]:
    """Documents of what is there already, the oldest first: the newest document is shown first."""
    live = 'FROM records AS r WHERE r.kind = {} AND NOT r.deleted ORDER BY r.id'
    return (
        f'INSERT INTO search_docs ({COLUMNS}) SELECT {_favorite("r")} {live.format(_text("favorite"))}',
        f'INSERT INTO search_docs ({COLUMNS}) SELECT {_board("r")} {live.format(_text("board"))}',
        f'INSERT INTO search_docs ({COLUMNS}) SELECT {_tile("r")} {live.format(_text("tile"))}',
        f'INSERT INTO search_docs ({COLUMNS}) SELECT {_prompt("r")} FROM history AS r ORDER BY r.id',
        f'INSERT INTO search_docs ({COLUMNS}) SELECT {_trashed("r")} FROM trash AS r ORDER BY r.deleted_at, r.id',
    )


def _tile(row: str) -> str:
    asset = (
        f"(SELECT {{}} FROM records AS a WHERE a.space_id = {row}.space_id AND a.kind = 'asset' "
        f'AND a.id = {_field(row, "asset_id")} AND NOT a.deleted)'
    )

    def says(name: str) -> str:
        return asset.format(_field('a', name))

    return (
        f"'tile', {row}.space_id, {row}.id, {_field(row, 'asset_id')}, {says('sha256')}, "
        f"coalesce({says('model')}, {_field(row, 'model')}, ''), coalesce({says('made_at')}, ''), "
        f'coalesce({says("rating")}, 0), {_is_favorite(says("sha256"))}, {says("tags")}, '
        f"coalesce({_field(row, 'prompt')}, '')"
    )


def _favorite(row: str) -> str:
    return (
        f"'favorite', {row}.space_id, {row}.id, NULL, {_field(row, 'sha256')}, coalesce({_field(row, 'model')}, ''), "
        f"coalesce({_field(row, 'favorited_at')}, ''), coalesce({_field(row, 'rating')}, 0), 1, {_field(row, 'tags')}, "
        f"coalesce({_field(row, 'prompt')}, '')"
    )


def _board(row: str) -> str:
    return (
        f"'board', {row}.space_id, {row}.id, NULL, NULL, '', coalesce({_field(row, 'created_at')}, ''), 0, 0, NULL, "
        f"coalesce({_field(row, 'name')}, '')"
    )


def _prompt(row: str) -> str:
    return f"'prompt', '', CAST({row}.id AS TEXT), NULL, NULL, {row}.model, {row}.settled_at, 0, 0, NULL, {row}.prompt"


def _trashed(row: str) -> str:
    """A tile or a board; its picture is told by the asset, as that of a tile."""
    asset = (
        f"(SELECT {{}} FROM records AS a WHERE a.space_id = {row}.space_id AND a.kind = 'asset' "
        f'AND a.id = {_field(row, "asset_id")})'
    )
    return (
        f"'trash', {row}.space_id, {row}.id, {_field(row, 'asset_id')}, {asset.format(_field('a', 'sha256'))}, "
        f"coalesce({_field(row, 'model')}, ''), {row}.deleted_at, "
        f'coalesce({asset.format(_field("a", "rating"))}, 0), 0, {asset.format(_field("a", "tags"))}, '
        f"coalesce({_field(row, 'prompt')}, {_field(row, 'name')}, '')"
    )


def _add(values: str, where: str = '') -> str:
    return f'INSERT INTO search_docs ({COLUMNS}) SELECT {values} {where};'


def _remove(kind: str) -> str:
    return f"DELETE FROM search_docs WHERE kind = '{kind}' AND space_id = old.space_id AND id = old.id;"


def _is_favorite(sha256: str) -> str:
    return f"EXISTS (SELECT 1 FROM search_docs AS f WHERE f.sha256 = {sha256} AND f.kind = 'favorite')"


def _field(row: str, name: str) -> str:
    return f"json_extract({row}.fields, '$.{name}')"


def _of(row: str, names: str) -> str:
    return ', '.join(f'{row}.{name}' for name in names.split(', '))


def _text(value: str) -> str:
    return f"'{value}'"


FILL = _fill()
