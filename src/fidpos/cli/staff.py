"""`fidpos staff list|enable`: who works at this till, and bringing back whom wrong PINs have disabled."""

from argparse import ArgumentParser, Namespace

from fidpos.cli.command import add_data_option, existing_till
from fidpos.cli.exit_code import ExitCode
from fidpos.texts.texts import Texts


def add_arguments(parser: ArgumentParser, texts: Texts) -> None:
    """What to do, and for which till."""
    parser.add_argument("act", choices=("list", "enable"), help=texts.say("cli.staff.act"))
    add_data_option(parser, texts)


def run(options: Namespace, texts: Texts) -> int:
    """The till must not be running."""
    from fidpos.bootstrap.clock import SystemClock
    from fidpos.bootstrap.observed import observed
    from fidpos.bootstrap.staffing import enable_staff, list_staff
    from fidpos.cli.restore import AtTheTerminal

    folder = existing_till(options)
    with observed(folder, "cli"):
        if options.act == "list":
            for each in list_staff(folder, SystemClock()):
                role = texts.say(f"role.{each.role.value}")
                state = texts.say("cli.staff.disabled") if each.disabled else ""
                print(f"{each.name:<30} {role:<14} {state}".rstrip())
            return ExitCode.DONE
        person = enable_staff(folder, AtTheTerminal(texts), SystemClock())
    if person is None:
        print(texts.say("cli.staff.nobody_disabled"))
    else:
        print(texts.say("cli.staff.enabled", name=person.name))
    return ExitCode.DONE
