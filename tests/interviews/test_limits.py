"""Every text that a command carries, at both edges: as long as its limit it is taken whole, one character more is refused.

The table is made from the commands, so a new text is in it. That a verb stores the text whole: `consumers/test_texts.py`.
"""

from typing import Annotated, Any, get_args, get_origin

import pytest
from annotated_types import MaxLen
from pydantic import TypeAdapter, ValidationError
from rest_framework import serializers

from interviews.room import commands
from interviews.room.bodies import field_of

Text = tuple[type[commands.Command], str, int]


def limit(annotation: Any, metadata: list[Any]) -> int | None:
    """The most characters of a text inside this type; None where it holds none."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return limit(inner, [*metadata, *(one for each in more for one in getattr(each, "metadata", [each]))])
    if annotation is str:
        return next((one.max_length for one in metadata if isinstance(one, MaxLen)), None)
    found = [
        limit(part, metadata if get_origin(annotation) not in (dict, list) else []) for part in get_args(annotation)
    ]
    return next((most for most in found if most), None)


TEXTS: list[Text] = [
    (command, name, most)
    for command in get_args(commands.AnyCommand)
    for name, field in command.model_fields.items()
    if name not in ("type", "id") and (most := limit(field.annotation, list(field.metadata)))
]


def held(command: type[commands.Command], name: str, text: str) -> Any:
    """The text as the field holds it: by itself, in a list, or under a criterion."""
    match get_origin(command.model_fields[name].annotation):
        case builtin if builtin is dict:
            return {"technical": text}
        case builtin if builtin is list:
            return [text]
        case _:
            return text


def test_the_table_holds_the_texts_we_know() -> None:
    known = {("chat.send", "text"), ("note.add", "text"), ("score.set", "evidence"), ("score.submit", "notes")}
    known |= {("tags.set", "tags"), ("question.start", "question"), ("consent.set", "version")}
    assert known <= {(command.wire_name(), name) for command, name, _ in TEXTS}


@pytest.mark.parametrize(("command", "name", "most"), TEXTS)
def test_a_text_is_taken_whole_up_to_its_limit_and_refused_above_it_by_both_edges(
    command: type[commands.Command], name: str, most: int
) -> None:
    rest = field_of(command, name)
    typed: Any = Annotated[command.model_fields[name].annotation, command.model_fields[name]]
    socket: TypeAdapter[Any] = TypeAdapter(typed)
    whole, longer = held(command, name, "x" * most), held(command, name, "x" * (most + 1))
    assert rest.run_validation(whole) == socket.validate_python(whole) == whole
    with pytest.raises(serializers.ValidationError, match=str(most)):
        rest.run_validation(longer)
    with pytest.raises(ValidationError, match=str(most)):
        socket.validate_python(longer)
