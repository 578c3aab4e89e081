#!/usr/bin/env python3
"""A mail server for the tests, on 127.0.0.1: it keeps what it takes, byte for byte, and answers as it is told to.

usage: mail_server.py FOLDER [--only DOMAIN] [--later N] [--stall] [--tls CERT KEY | --starttls CERT KEY] [--login NAME PASSWORD]

The first line of stdout is its port. It ends when stdin is closed. FOLDER gets N.eml, the bytes of DATA, and N.to, the
recipients of the envelope. Needs aiosmtpd.
"""
import argparse
import asyncio
import email
import os
import ssl
import sys
from email import policy

from aiosmtpd.smtp import SMTP, AuthResult


class Keeper:
    """Takes messages, or says why not."""

    def __init__(self, asked):
        self.asked, self.later, self.taken = asked, asked.later, 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.asked.only and not address.endswith("@" + self.asked.only):
            return "550 5.1.1 nobody of that name is known here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.later > 0:
            self.later -= 1
            return "451 4.3.0 the disk is full, try again"
        message = email.message_from_bytes(envelope.content, policy=policy.default)
        wrong = [type(defect).__name__ for part in message.walk() for defect in part.defects]
        wrong += [f"no {name}" for name in ("From", "To", "Date", "Message-ID", "Subject") if name not in message]
        if any(len(line) > 998 for line in envelope.content.split(b"\r\n")) or b"\n" in envelope.content.replace(b"\r\n", b""):
            wrong.append("lines that are none")
        if wrong:
            return "554 5.6.0 " + ", ".join(wrong)
        self.taken += 1
        name = os.path.join(self.asked.folder, str(self.taken))
        with open(name + ".to", "w", encoding="utf-8") as out:
            out.write("\n".join(envelope.rcpt_tos))
        with open(name + ".tmp", "wb") as out:
            out.write(envelope.content)
        os.rename(name + ".tmp", name + ".eml")
        if self.asked.stall:
            await asyncio.sleep(600)
        return "250 2.0.0 taken as " + str(self.taken)


def context(files):
    """What the server shows of itself."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*files)
    return made


async def serve(asked):
    loop, keeper = asyncio.get_running_loop(), Keeper(asked)

    def known(server, session, envelope, mechanism, data):
        given = (data.login, data.password) if mechanism in ("PLAIN", "LOGIN") else ()
        return AuthResult(success=tuple(part.decode() for part in given) == tuple(asked.login))

    words = {"loop": loop, "data_size_limit": 64 << 20}
    if asked.starttls:
        words |= {"tls_context": context(asked.starttls), "require_starttls": True}
    if asked.login:
        words |= {"authenticator": known, "auth_required": True, "auth_require_tls": False}
    tls = context(asked.tls) if asked.tls else None
    server = await loop.create_server(lambda: SMTP(keeper, **words), "127.0.0.1", 0, ssl=tls)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    os._exit(0)


parser = argparse.ArgumentParser()
parser.add_argument("folder")
parser.add_argument("--only")
parser.add_argument("--later", type=int, default=0)
parser.add_argument("--stall", action="store_true")
parser.add_argument("--tls", nargs=2)
parser.add_argument("--starttls", nargs=2)
parser.add_argument("--login", nargs=2)
asyncio.run(serve(parser.parse_args()))
