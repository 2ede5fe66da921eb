"""Type, and watch the picture change: the live loop in the real page with the built-in painter."""

import pytest
from playwright.sync_api import Browser, expect

from tests.person import Person, person_at
from tests.running import RunningApp

pytestmark = pytest.mark.browser


def test_the_first_key_makes_a_tile_and_its_picture_follows(person: Person) -> None:
    """Nothing selected: typing makes one tile, live pictures come, and after a rest the full one is stored."""
    person.type('a red cat on a hill at sunset', delay_ms=30)
    person.wait('window.imagegen.size() === 1')
    (tile_id,) = person.ids()
    person.wait('id => window.imagegen.shown(id)?.seq > 0', tile_id)
    person.wait_settled(tile_id, 'a red cat on a hill at sunset')
    assert person.tile(tile_id)['pixels'] == [1024, 768]
    expect(person.page.get_by_text('Drew red cat, hill, sunset')).to_be_visible()
    expect(person.page.get_by_role('group', name='a red cat on a hill at sunset')).to_be_attached()


def test_the_bar_says_which_words_were_ignored(person: Person) -> None:
    """Sketch is honest about what it cannot draw."""
    person.type('a cat and a xylophone')
    expect(person.page.get_by_text('ignored xylophone')).to_be_visible()


def test_typing_goes_on_in_the_selected_tile(person: Person) -> None:
    """Editing changes that tile and makes no other; its old picture stays in the strip."""
    first = person.draw('a lighthouse')
    person.click(first)
    person.prompt.press('End')
    person.page.keyboard.type(' at night')
    person.wait_settled(first, 'a lighthouse at night')
    assert person.ids() == [first]
    expect(person.page.get_by_role('button', name='Keep')).to_be_visible()


def test_the_same_tile_takes_fifty_edits(person: Person) -> None:
    """Every edit brings a newer picture, none is stale, and the last one is the last text's."""
    person.type('a boat ')
    person.wait('window.imagegen.size() === 1')
    (tile_id,) = person.ids()
    seen = 0
    for number in range(50):
        person.page.keyboard.type(f'{number % 10}')
        person.wait('([id, seen]) => window.imagegen.shown(id)?.seq > seen', [tile_id, seen])
        newer = person.page.evaluate('id => window.imagegen.shown(id).seq', tile_id)
        assert newer > seen
        seen = newer
    person.wait_settled(tile_id, 'a boat ' + '0123456789' * 5)
    assert person.ids() == [tile_id]


def test_enter_settles_and_readies_a_new_tile(person: Person) -> None:
    """The text is cleared, nothing is selected, and the next key begins another tile."""
    first = person.draw('a castle')
    expect(person.prompt).to_have_value('')
    second = person.draw('a mushroom')
    assert first != second
    assert person.tile(first)['prompt'] == 'a castle'


def test_white_space_alone_draws_nothing_anew(person: Person) -> None:
    """A trailing space is no other picture."""
    person.type('a dog')
    person.wait('window.imagegen.size() === 1')
    (tile_id,) = person.ids()
    person.wait_settled(tile_id, 'a dog')
    shown = person.page.evaluate('id => window.imagegen.shown(id).seq', tile_id)
    person.page.keyboard.type('   ')
    person.page.keyboard.type('x')
    person.wait('([id, seen]) => window.imagegen.shown(id)?.seq > seen', [tile_id, shown])
    newer = person.page.evaluate('id => window.imagegen.shown(id).seq', tile_id)
    assert newer - shown <= 3  # one edit: its preview is two above, its full picture three


def test_live_can_be_switched_off(person: Person) -> None:
    """Then only Enter draws."""
    person.page.get_by_role('switch', name='Live').click()
    person.type('a rocket')
    person.wait('window.imagegen.size() === 1')
    (tile_id,) = person.ids()
    assert person.tile(tile_id)['picture'] is None
    person.page.keyboard.press('Enter')
    person.wait_settled(tile_id, 'a rocket')
    person.page.get_by_role('switch', name='Live').click()


def test_reroll_changes_the_seed_and_the_picture(person: Person) -> None:
    """The dice in the bar give the selected tile another seed; the text stays."""
    tile_id = person.draw('a windmill')
    person.click(tile_id)
    before = person.tile(tile_id)
    person.page.get_by_role('button', name='Re-roll', exact=True).first.click()
    person.wait(
        '([id, sha]) => window.imagegen.tile(id).picture.sha !== sha && !window.imagegen.tile(id).frame',
        [tile_id, before['picture']['sha']],
    )
    assert person.tile(tile_id)['seed'] != before['seed']
    assert person.tile(tile_id)['prompt'] == 'a windmill'


def test_a_knob_turned_while_typing_keeps_the_text(person: Person) -> None:
    """The picture that follows is of what stands in the bar, not of what the tile was before."""
    tile_id = person.draw('a castle')
    seed = person.tile(tile_id)['seed']
    person.click(tile_id)
    person.prompt.press('End')
    person.page.keyboard.type(' by night')
    person.press('Re-roll')
    person.wait_settled(tile_id, 'a castle by night')
    person.wait('([id, seed]) => window.imagegen.tile(id).seed !== seed', [tile_id, seed])


def test_with_live_off_the_text_stays_with_its_tile(person: Person) -> None:
    """Nothing is drawn, and what was typed is there after Escape."""
    person.page.get_by_role('switch', name='Live').click()
    person.type('a lighthouse')
    person.wait("window.imagegen.ids().some(id => window.imagegen.tile(id).prompt === 'a lighthouse')")
    person.page.keyboard.press('Escape')
    expect(person.prompt).to_have_value('')
    person.page.get_by_role('switch', name='Live').click()
    assert [person.tile(tile_id)['prompt'] for tile_id in person.ids()] == ['a lighthouse']


def test_a_tile_that_is_still_typed_at_can_be_duplicated(person: Person) -> None:
    """The copy has the text of that moment, and gets a picture of its own."""
    person.type('a dog')
    person.wait('window.imagegen.size() === 1')
    person.press('Duplicate')
    person.wait('window.imagegen.size() === 2')
    for tile_id in person.ids():
        person.wait_settled(tile_id, 'a dog')


def test_undo_while_typing_takes_the_tile_away_for_good(person: Person) -> None:
    """No picture of it comes after; the next text makes a tile of its own."""
    person.type('a boat')
    person.wait('window.imagegen.size() === 1')
    person.press('Undo')
    person.wait('window.imagegen.size() === 0')
    assert person.draw('a castle') in person.ids()
    assert len(person.ids()) == 1
    person.press('Undo')
    person.wait('window.imagegen.size() === 0')
    expect(person.page.get_by_role('button', name='Undo', exact=True).first).to_be_disabled()


def test_erased_text_gets_no_picture(person: Person) -> None:
    """Not after the rest, not after a reload, and the history does not know it."""
    erased = _type_and_see(person, 'zebra')
    person.prompt.fill('')
    person.wait('id => window.imagegen.tile(id).frame === null', erased)
    _type_and_rest(person, 'a dog')
    assert person.tile(erased)['picture'] is None
    _reload(person)
    _type_and_rest(person, 'an owl')
    tile = person.tile(erased)
    assert (tile['picture'], tile['frame'], tile['prompt'], tile['status']) == (None, None, '', None)
    person.press('History')
    history = person.page.get_by_role('listbox', name='History').get_by_role('option')
    expect(history.first).to_contain_text('an owl')
    assert [text for text in history.all_inner_texts() if text.startswith('z')] == []


def test_undone_text_stays_undone_after_a_reload(person: Person) -> None:
    """The older picture is there again, and the step can still be done again."""
    tile_id = person.draw('a castle')
    person.click(tile_id)
    person.prompt.press('End')
    person.page.keyboard.type(' by night')
    person.wait_settled(tile_id, 'a castle by night')
    seen = person.page.evaluate('id => window.imagegen.shown(id).seq', tile_id)
    person.page.keyboard.type(' in snow')
    person.wait('([id, seen]) => window.imagegen.shown(id)?.seq > seen', [tile_id, seen])
    person.press('Undo')
    person.wait("id => !window.imagegen.tile(id).prompt.includes('snow')", tile_id)
    person.wait_settled(tile_id)
    undone = person.tile(tile_id)
    expect(person.prompt).to_have_value(undone['prompt'])
    _reload(person)
    expect(person.page.get_by_role('button', name='Redo', exact=True).first).to_be_enabled()
    _wait_for_what_was_begun(person)
    now = person.tile(tile_id)
    assert (now['prompt'], now['frame']) == (undone['prompt'], None)
    assert now['picture']['sha'] == undone['picture']['sha']


def test_text_that_went_on_with_live_off_is_not_set_back_by_a_reload(person: Person) -> None:
    """The live picture of the shorter text makes no full one."""
    tile_id = _type_and_see(person, 'a boat')
    person.page.get_by_role('switch', name='Live').click()
    person.prompt.press('End')
    person.page.keyboard.type(' at sea')
    person.wait("id => window.imagegen.tile(id).prompt === 'a boat at sea'", tile_id)
    person.saved()
    _reload(person)
    person.wait('id => window.imagegen.selection().includes(id)', tile_id)
    _wait_for_what_was_begun(person)
    person.page.get_by_role('switch', name='Live').click()
    assert person.tile(tile_id)['prompt'] == 'a boat at sea'


def _type_and_see(person: Person, text: str) -> str:
    """Type a text into a new tile until a live picture is there; the id of the tile."""
    _leave(person)
    before = person.ids()
    person.type(text)
    person.wait('before => window.imagegen.ids().some(id => !before.includes(id))', before)
    (made,) = set(person.ids()) - set(before)
    person.wait('id => window.imagegen.shown(id)?.seq > 0', made)
    return made


def _type_and_rest(person: Person, text: str) -> None:
    """Type a text into a new tile, and rest until it has its full picture."""
    person.wait_settled(_type_and_see(person, text), text)


def _reload(person: Person) -> None:
    person.page.reload()
    person.wait_for_board()


def _wait_for_what_was_begun(person: Person) -> None:
    """A picture that the start of the page asked for is there before this one."""
    _leave(person)
    person.draw('a mushroom')


def _leave(person: Person) -> None:
    person.prompt.click()
    person.page.keyboard.press('Escape')
    expect(person.prompt).to_have_value('')


def test_the_history_brings_prompts_back(person: Person) -> None:
    """Arrow up in an empty bar recalls the last settled prompt."""
    person.draw('an owl in the snow')
    person.prompt.click()
    person.page.keyboard.press('ArrowUp')
    expect(person.prompt).to_have_value('an owl in the snow')


def test_two_windows_show_the_same_board(browser: Browser, program: RunningApp, person: Person) -> None:
    """What one window does the other shows at once."""
    with person_at(browser, program.url) as other:
        other.open()
        tile_id = person.draw('a whale')
        other.wait_settled(tile_id, 'a whale')
        other.drag(tile_id, 80, 40)
        x = other.tile(tile_id)['x']
        person.wait('([id, x]) => Math.abs(window.imagegen.tile(id).x - x) < 0.01', [tile_id, x])


def test_a_picture_of_another_board_is_found_by_a_misspelt_word(person: Person) -> None:
    """By what was said of it in the details too; choosing it goes to its board, where it is chosen and in view."""
    tile = person.draw('a watermill in autumn')
    home = person.page.url
    person.click(tile)
    person.page.keyboard.press('4')
    person.page.keyboard.press('i')
    details = person.page.get_by_role('region', name='Details')
    expect(details.get_by_role('radio', name='4 of 5')).to_be_checked()
    details.get_by_label('Add a tag').fill('Calm')
    person.page.keyboard.press('Enter')
    expect(details.get_by_role('button', name='Remove tag Calm')).to_be_visible()
    person.saved()
    person.new_board()
    person.page.keyboard.press('Escape')
    person.page.keyboard.press('Control+k')
    dialog = person.page.get_by_role('dialog', name='Search')
    field = dialog.get_by_role('combobox', name='Search')
    field.fill('watermlil')
    expect(dialog.get_by_role('status').first).to_have_text('Nothing holds these words. Shown is “watermill”.')
    field.fill('')
    dialog.get_by_label('Tag').select_option('Calm')
    dialog.get_by_label('Rating').select_option('3')
    expect(dialog.get_by_role('option').filter(has_text='a watermill in autumn')).to_have_count(1)
    field.press('Enter')
    person.page.wait_for_url(f'{home}**')
    person.wait_for_board()
    person.wait('id => window.imagegen.selection().includes(id)', tile)


def test_what_was_found_is_put_here_or_gone_to_in_the_trash(person: Person) -> None:
    """Ctrl+Enter copies a picture of another board; a deleted one has its button to restore under the focus."""
    kept, gone = person.draw('a copper kettle'), person.draw('a tin whistle')
    sha = person.tile(kept)['picture']['sha']
    person.page.keyboard.press('Escape')
    person.click(gone)
    person.page.keyboard.press('Delete')
    person.wait('window.imagegen.size() === 1')
    person.saved()
    person.new_board()
    look_for(person, 'copper kettle is:tile')
    person.page.keyboard.press('Control+Enter')
    person.wait('window.imagegen.size() === 1')
    assert person.tile(person.ids()[0])['picture']['sha'] == sha
    look_for(person, 'tin whistle is:trashed')
    person.page.keyboard.press('Enter')
    person.page.wait_for_url('**/trash?item=*')
    expect(person.page.get_by_role('button', name='Restore a tin whistle')).to_be_focused()


def look_for(person: Person, line: str) -> None:
    person.page.keyboard.press('Control+k')
    dialog = person.page.get_by_role('dialog', name='Search')
    dialog.get_by_role('combobox', name='Search').fill(line)
    found = dialog.get_by_role('listbox', name='Results').get_by_role('option', selected=True)
    expect(found).to_contain_text(line.rpartition(' ')[0])


def test_search_puts_an_earlier_prompt_into_the_bar(person: Person) -> None:
    """Ctrl+K finds prompts of the history; choosing one draws it as if it were typed."""
    person.draw('a windmill beside a river')
    person.page.keyboard.press('Control+k')
    person.page.get_by_role('combobox', name='Search').fill('windmill beside')
    person.page.get_by_role('option').filter(has_text='a windmill beside a river').last.click()
    expect(person.prompt).to_have_value('a windmill beside a river')
    person.wait('window.imagegen.size() === 2')


def test_several_candidates_follow_the_typing(person: Person) -> None:
    """Each is a tile with a seed of its own; one undo takes all of them, and a later text changes the first alone."""
    three = person.page.get_by_role('radio', name='3 pictures')
    three.click()
    try:
        first = person.draw_several('a tall ship', 3)
        tiles = [person.tile(tile) for tile in person.ids()]
        assert [tile['prompt'] for tile in tiles] == ['a tall ship'] * 3
        assert [tile['seed'] - tiles[0]['seed'] for tile in tiles] == [0, 1, 2]
        assert len({tile['picture']['sha'] for tile in tiles}) == 3
        person.press('Undo')
        person.wait('window.imagegen.size() === 0')
        person.press('Redo')
        person.wait('window.imagegen.size() === 3')
    finally:
        person.page.get_by_role('radio', name='1 picture', exact=True).click()
    person.page.keyboard.press('Escape')
    person.click(first)
    person.prompt.fill('a small boat')
    person.wait_settled(first, 'a small boat')
    assert sorted(person.tile(tile)['prompt'] for tile in person.ids()) == [
        'a small boat',
        'a tall ship',
        'a tall ship',
    ]


def test_four_other_seeds_stand_around_a_tile(person: Person) -> None:
    """They come from it, and the details of each lead back to it."""
    tile = person.draw('a stone bridge')
    person.click(tile)
    person.page.keyboard.press('Shift+V')
    person.wait('window.imagegen.size() === 5')
    others = [one for one in person.ids() if one != tile]
    for one in others:
        person.wait_settled(one, 'a stone bridge')
    assert len({person.tile(one)['seed'] for one in person.ids()}) == 5
    assert {person.tile(one)['parent'] for one in others} == {tile}
    person.page.keyboard.press('Escape')
    person.click(others[0])
    person.page.keyboard.press('i')
    details = person.page.get_by_role('region', name='Details')
    expect(details).to_contain_text('Another seed')
    details.get_by_role('button', name='a stone bridge').click()
    person.wait('id => window.imagegen.selection().includes(id)', tile)
    expect(details.get_by_role('heading', name='Became')).to_be_visible()
    expect(details.get_by_role('button', name='a stone bridge')).to_have_count(4)
