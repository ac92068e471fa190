"""What the help of every command looks like: plain text, and a man page of the same texts."""

import inspect
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from newsparse.exits import check_output, clean_exit


class _Plain:
    """Help without frames: `FILE...` for arguments, and types only where they say something."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return what follows the command's name on the line of its usage."""
        params = self.get_params(ctx)  # type: ignore[attr-defined]
        arguments = [_argument(p) for p in params if p.param_type_name == "argument"]
        commands = ["COMMAND ..."] if isinstance(self, TyperGroup) else []
        return ["[OPTION]...", *arguments, *commands]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the lists of arguments, options and commands."""
        for title, rows in _sections(self, ctx):
            with formatter.section(title):
                formatter.write_dl(rows, col_max=28)


class Command(_Plain, TyperCommand):
    """One command."""


class Group(_Plain, TyperGroup):
    """The program, with its commands."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the commands in the order in which one meets them."""
        return list(self.commands)


def _sections(command: Any, ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the lists of a command's help: title, and rows of a name and what it is."""
    params = [p for p in command.get_params(ctx) if not getattr(p, "hidden", False)]
    rows: dict[str, list[tuple[str, str]]] = {"Arguments": [], "Options": [], "Commands": []}
    for param in params:
        if param.param_type_name == "argument":
            if param.help:
                rows["Arguments"].append((_metavar(param), param.help))
        else:
            rows["Options"].append((_option(param), _told(param)))
    if isinstance(command, TyperGroup):
        for name in command.list_commands(ctx):
            one = command.get_command(ctx, name)
            if one is not None and not one.hidden:
                rows["Commands"].append((name, one.get_short_help_str(200)))
    return [(title, found) for title, found in rows.items() if found]


def _argument(param: Any) -> str:
    """`FILE...`, `[FILE...]` where it may be left out."""
    return _metavar(param) if param.required else f"[{_metavar(param)}]"


def _metavar(param: Any) -> str:
    name = str(param.metavar or param.name.upper())
    return name if param.nargs == 1 or name.endswith("...") else f"{name}..."


def _option(param: Any) -> str:
    """`-o, --output FILE`"""
    names = [*sorted(param.opts, key=len), *param.secondary_opts]
    return ", ".join(names) + (f" {value}" if (value := _value(param)) else "")


def _value(param: Any) -> str:
    """What an option takes: its own name for it, the choices, or a plain word; `` for a flag."""
    if getattr(param, "is_flag", False):
        return ""
    if param.metavar:
        return str(param.metavar)
    kind = getattr(param, "type_descriptor", None) or getattr(param, "type", None)
    return "|".join(map(str, getattr(kind, "choices", None) or ["VALUE"]))


def _told(param: Any) -> str:
    """What an option does, with its default and the variable that gives it, too."""
    notes = []
    if not getattr(param, "is_flag", False) and isinstance(param.default, str | int | float):
        notes.append(f"default: {str(param.default).removesuffix('.0')}")
    if param.envvar:
        notes.append(f"or in {param.envvar}")
    if param.required:
        notes.append("required")
    note = f" [{', '.join(notes)}]" if notes else ""
    return f"{param.help or ''}{note}"


def help_of(
    ctx: typer.Context,
    command: Annotated[
        str | None, typer.Argument(metavar="COMMAND", help="The command; without it, all.")
    ] = None,
    man: Annotated[bool, typer.Option("--man", help="Print a man page of everything.")] = False,
) -> None:
    """Print help: of the program, of a command, or all of it as a man page.

    \b
    newsparse help batch
    newsparse help --man > newsparse.1
    """
    assert ctx.parent is not None
    group: Any = ctx.parent.command
    with clean_exit():
        check_output()
        if man:
            print(man_page(group, ctx.parent), end="")
        elif command is None:
            print(ctx.parent.get_help())
        elif (one := group.get_command(ctx.parent, command)) is None:
            raise typer.BadParameter(f"there is no command {command!r}", param_hint="COMMAND")
        else:
            inner = type(ctx)(one, info_name=command, parent=ctx.parent)
            print(one.get_help(inner))


def man_page(group: Any, ctx: Any) -> str:
    """Return the program's help as a man page: roff, as `man -l` reads it."""
    name = ctx.info_name
    summary = _escaped(group.help.splitlines()[0])
    lines = [
        f'.TH {name.upper()} 1 "" "{name} {version("newsparse")}"',
        ".SH NAME",
        f"{name} \\- {summary}",
        ".SH SYNOPSIS",
        f".B {name}",
        "COMMAND [OPTION]... [ARGUMENT]...",
        ".SH OPTIONS",
        *_man_rows(group, ctx),
    ]
    for command in group.list_commands(ctx):
        one = group.get_command(ctx, command)
        inner = type(ctx)(one, info_name=command, parent=ctx)
        lines += [f'.SH "{name} {command}"', ".SY " + f'"{name} {command}"']
        lines += [_escaped(" ".join(one.collect_usage_pieces(inner))), ".YS"]
        for paragraph in _paragraphs(one.help or ""):
            if paragraph.startswith("\b\n"):
                lines += [".PP", ".nf", _escaped(paragraph[2:]), ".fi"]
            else:
                lines += [".PP", _escaped(" ".join(paragraph.split()))]
        lines += _man_rows(one, inner)
    return "\n".join(lines) + "\n"


def _paragraphs(text: str) -> list[str]:
    return inspect.cleandoc(text).split("\n\n")


def _man_rows(command: Any, ctx: Any) -> list[str]:
    rows = [row for title, found in _sections(command, ctx) if title != "Commands" for row in found]
    return [line for name, told in rows for line in (".TP", f".B {_escaped(name)}", _escaped(told))]


def _escaped(text: str) -> str:
    """Return words as roff reads them: no word of theirs is a command."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in text.split("\n"))
