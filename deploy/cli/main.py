"""`coursewright`: one command a file; each is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from deploy.cli.errors import explain_errors

COMMANDS = {
    "admin": "deploy.cli.admin:admin",
    "audit": "deploy.cli.audit:audit",
    "backup": "deploy.cli.backup:backup",
    "bank": "deploy.cli.bank:bank",
    "bench": "deploy.cli.bench:bench",
    "demo": "deploy.cli.demo:demo",
    "doctor": "deploy.cli.doctor:doctor",
    "eval": "deploy.cli.eval:eval_group",
    "exercises": "deploy.cli.exercises:exercises",
    "evidence": "deploy.cli.evidence:evidence",
    "invites": "deploy.cli.invites:invites",
    "keys": "deploy.cli.keys:keys",
    "learner": "deploy.cli.learner:learner",
    "migrate": "deploy.cli.migrate:migrate",
    "models": "deploy.cli.models:models",
    "planner": "deploy.cli.planner:planner",
    "records": "deploy.cli.records:records",
    "refit": "deploy.cli.refit:refit",
    "register-invite": "deploy.cli.register_invite:register_invite",
    "restore": "deploy.cli.restore:restore",
    "retention": "deploy.cli.retention:retention",
    "serve": "deploy.cli.serve:serve",
    "simulate": "deploy.cli.simulate:simulate",
    "sweeper": "deploy.cli.sweeper:sweeper",
    "trace": "deploy.cli.trace:trace",
    "worker": "deploy.cli.worker:worker",
}


class Commands(click.Group):
    """Imports a command's module at its first use, so that `serve` loads no bench."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        with explain_errors():
            return super().invoke(ctx)


@click.command(cls=Commands)
@click.version_option(package_name="coursewright")
def main() -> None:
    """Coursewright: adaptive exercises for Moodle courses, over LTI 1.3.

    Settings come from the environment (COURSEWRIGHT_...); the README lists them.
    """
