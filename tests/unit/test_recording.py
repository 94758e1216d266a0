"""When two answers are one, and how a conversation is put to somebody else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import wire
from autograder.errors import Died, Missing, NotData, Raised, TimedOut
from autograder.recording import MAX_BYTES, Conversation, Recorder, agree, same

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-9, 9)
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(st.text(max_size=3), inner)
    ),
)
LIKE = [
    (1.0, 1.0 + 1e-12),
    (np.float32([1, 2]), np.float32([1, 2 + 1e-5])),
    (np.array([np.nan, 1.0]), np.array([np.nan, 1.0])),
    (np.zeros(0), np.zeros(0)),
    (np.array([1j]), np.array([1j])),
]
UNLIKE = [
    (1, 1.0),
    (1, True),
    ((1,), [1]),
    ([1], [1, 1]),
    ({"a": 1}, {"b": 1}),
    (1.0, 1.0 + 1e-6),
    (np.float32([1, 2]), np.float32([1, 2.001])),
    (np.float32([1]), np.float64([1])),
    (np.ones((1, 2)), np.ones((2, 1))),
    (np.array([np.nan, 1.0]), np.array([1.0, 1.0])),
    (np.float32([1, np.inf]), np.float32([1, 2])),
    (np.array([1, 2]), np.array([1, 3])),
    (np.float64(1), 1.0),
]


def raised(name, text="", *, read=False):
    fault = Raised(name, (name,), text, ())
    fault.read = read
    return fault


@given(PLAIN)
def test_every_answer_is_itself(value):
    assert same(value, wire.loads(wire.encode(value)), {})


@pytest.mark.parametrize(("one", "two"), LIKE)
def test_rounding_and_nan_make_no_difference(one, two):
    assert same(one, two, {})


@pytest.mark.parametrize(("one", "two"), UNLIKE)
def test_type_shape_and_value_do(one, two):
    assert not same(one, two, {})
    assert not same(two, one, {})


def test_exceptions_are_one_by_their_kind():
    assert same(raised("ValueError", "a"), raised("ValueError", "b"), {})
    assert not same(raised("ValueError"), raised("TypeError"), {})
    assert not same(raised("ValueError"), 3, {})
    assert not same(3, raised("ValueError"), {})


def test_text_that_a_test_has_read_counts_by_its_numbers():
    assert same(raised("ValueError", "layer 3 of 9", read=True), raised("ValueError", "3?"), {})
    assert not same(raised("ValueError", "layer 4", read=True), raised("ValueError", "3?"), {})


@pytest.mark.parametrize("fault", [TimedOut("5 s"), Died("left"), NotData("large")])
def test_faults_are_one_by_their_class(fault):
    assert same(fault, type(fault)("in other words"), {})
    assert not same(fault, raised("ValueError"), {})


def test_what_is_missing_is_like_nothing():
    assert not same(Missing("f", None), Missing("f", None), {})


class Scripted:
    """Answers from a list, and keeps what it was asked."""

    def __init__(self, *answers):
        self.answers, self.asked, self.frames = list(answers), [], (b"", b"")

    def request(self, verb, *arguments):
        self.asked.append((verb, *arguments))
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        self.frames = wire.encode([1, None, verb, *arguments]), wire.encode([1, "ok", answer])
        return answer


def recorded(*answers):
    """Ask for a layer, then call it by whatever number it got."""
    conversation = Conversation("keras", 1)
    recorder = Recorder(Scripted(*answers), conversation)
    layer = recorder.request("call", None, "layer", (2,), {})
    recorder.request("call", layer, "", (np.ones(2),), {})
    return conversation


def test_kept_objects_change_their_numbers_on_the_way():
    conversation = recorded(wire.Handle(7, "Dense"), np.ones(3))
    other = Scripted(wire.Handle(1, "Mine"), np.ones(3))

    assert list(agree(conversation, other.request)) == [True, True]
    assert other.asked[1][1] == wire.Handle(1, "Mine")


def test_later_changes_to_an_array_are_not_in_the_record():
    x = np.ones(3)
    conversation = Conversation("numpy", 1)
    Recorder(Scripted(5), conversation).request("call", None, "f", (x,), {})
    x[:] = 0
    other = Scripted(5)

    assert all(agree(conversation, other.request))
    assert other.asked[0][3][0].tolist() == [1, 1, 1]


def test_fault_is_recorded_and_passed_on():
    conversation = Conversation("numpy", 1)
    with pytest.raises(Raised):
        Recorder(Scripted(raised("KeyError")), conversation).request("call", None, "f", (), {})

    assert list(agree(conversation, Scripted(raised("KeyError", "x")).request)) == [True]
    assert list(agree(conversation, Scripted(5).request)) == [False]


def test_cases_of_a_map_are_compared_one_by_one():
    conversation = Conversation("numpy", 1)
    answer = ([1.0], [(1, "Mine", ["ValueError"], "text", [(1, 2)])])
    Recorder(Scripted(answer), conversation).request("map", "f", [(1,), (2,)])

    alike = ([1.0], [(1, "Yours", ["ValueError"], "other", [])])
    unlike = ([1.0], [(1, "Mine", ["TypeError"], "text", [(1, 2)])])
    elsewhere = ([1.0], [(0, "Mine", ["ValueError"], "text", [(1, 2)])])
    assert list(agree(conversation, Scripted(elsewhere).request)) == [False]
    assert list(agree(conversation, Scripted(alike).request)) == [True]
    assert list(agree(conversation, Scripted(unlike).request)) == [False]


def test_key_tells_conversations_apart_by_answers_and_seed():
    one, two = recorded(wire.Handle(7, "Dense"), np.ones(3)), recorded(wire.Handle(7, "Dense"), np.zeros(3))

    assert one.key == recorded(wire.Handle(7, "Dense"), np.ones(3)).key
    assert one.key != two.key
    assert one.key != Conversation("keras", 2, one.exchanges).key


def test_conversation_beyond_the_bound_is_not_whole():
    conversation = Conversation("numpy", 1)
    conversation.add(b"question", b"x" * (MAX_BYTES // 2))
    assert conversation.whole

    conversation.add(b"question", b"x" * (MAX_BYTES // 2))
    assert not conversation.whole


def test_nothing_is_written_down_after_the_end():
    conversation = Conversation("numpy", 1)
    conversation.add(wire.encode(["call"]), wire.encode(1))
    conversation.ended = True
    conversation.add(wire.encode(["call"]), wire.encode(2))
    with pytest.raises(NotData):
        Recorder(Scripted(NotData("odd")), conversation).request("call", None, "f", (object(),), {})

    assert conversation.whole
    assert [wire.loads(answer) for _, answer in conversation.exchanges] == [1]


def test_recorder_gives_up_at_once_on_an_answer_beyond_the_bound():
    conversation = Conversation("numpy", 0)
    recorder = Recorder(Scripted(np.zeros(MAX_BYTES // 8 + 1), 1), conversation)
    recorder.request("call", None, "f", (), {})
    recorder.request("call", None, "f", (), {})

    assert not conversation.whole
    assert conversation.exchanges == []


def test_question_that_cannot_cross_again_leaves_no_record():
    """A student's answer may be too deep to go back to them inside a question."""
    deep = [[]]
    for _ in range(wire.MAX_DEPTH):
        deep = [deep]
    conversation = Conversation("numpy", 0)
    with pytest.raises(NotData):
        Recorder(Scripted(NotData("too deep")), conversation).request("call", None, "f", (deep,), {})

    assert not conversation.whole
