"""The commands for accounts; they need not wait for the process that holds the library."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from app import open_accounts
from commands.console import count_of, say, show, show_json
from commands.options import AsJson, Home, settings_of

user_commands = typer.Typer(help="Accounts: who may sign in to the page, and with which role.", no_args_is_help=True)
AccountName = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with.")]


@user_commands.command("add")
def add_user(
    ctx: typer.Context,
    name: AccountName,
    role: Annotated[
        str, typer.Option(metavar="ROLE", help="practitioner, trainer, librarian or administrator.", show_default=False)
    ],
    home: Home = None,
) -> None:
    """Add an account. The password is asked for twice, or read from standard input where nobody is at a terminal."""
    from desk.accounts import ROLES, check_password

    chosen = next((one for one in ROLES if one == role.strip().lower()), None)
    if chosen is None:
        raise typer.BadParameter(f"{role} is no role. The roles are: {', '.join(ROLES)}.")
    with open_accounts(settings_of(ctx)) as accounts:
        first = not accounts.any()
        password = _password()
        check_password(password)
        account = accounts.add(name, chosen, password)
    show(f"{account.name} may sign in as {account.role}.")
    if first:
        say("This is the first account: from now on the page asks everybody to sign in.")
        if chosen != "administrator":
            say("Nobody can erase reviews on the page yet; add an administrator for that.")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt="The same once more", err=True))
    return sys.stdin.readline().rstrip("\r\n")


@user_commands.command("list")
def list_users(ctx: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """List the accounts with their roles."""
    with open_accounts(settings_of(ctx)) as accounts:
        held = accounts.list()
    if as_json:
        show_json([{"name": one.name, "role": one.role, "added_at": one.added_at.isoformat()} for one in held])
        return
    for one in held:
        show(f"{one.name}  {one.role}")
    say(f"{count_of(len(held), 'account')}." + ("" if held else " The page is open to everybody at this computer."))


@user_commands.command("remove")
def remove_user(ctx: typer.Context, name: AccountName, home: Home = None) -> None:
    """Remove an account; whoever is signed in with it is out at once."""
    with open_accounts(settings_of(ctx)) as accounts:
        accounts.remove(name)
        left = accounts.any()
    show(f"{name} is removed.")
    if not left:
        say("There are no accounts any more: the page is open to everybody at this computer, and to nobody else.")
