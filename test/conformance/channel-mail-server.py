"""A mail server (aiosmtpd) with STARTTLS and AUTH; says each mail on its output as Python's parser reads it."""

import asyncio
import json
import ssl
import sys
from email import policy
from email.parser import BytesParser

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

certificate, key, password, scene = sys.argv[1:5]


class Reader:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if scene == "later":
            return "451 4.7.1 Greylisted, try again later"
        if address.startswith("gone@"):
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        mail = BytesParser(policy=policy.default).parsebytes(envelope.content)
        parts = {part.get_content_type(): part.get_content() for part in mail.walk() if not part.is_multipart()}
        told = {
            "tls": session.ssl is not None,
            "to": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in mail.items()},
            "names": [name.lower() for name in mail.keys()],
            "parts": parts,
            "defects": [str(defect) for defect in mail.defects],
        }
        print(json.dumps(told), flush=True)
        return "250 OK taken"


def authenticate(server, session, envelope, mechanism, data):
    right = isinstance(data, LoginPassword) and data.login == b"haidang" and data.password == password.encode()
    return AuthResult(success=right, handled=False)


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
encrypted = {"tls_context": context, "require_starttls": True, "auth_required": True, "authenticator": authenticate}
settings = {} if scene == "plain" else encrypted


async def serve():
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Reader(), **settings), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(serve())
