#!/usr/bin/env python3
"""The REST API, the event stream and the sync socket of Duplex. Usage: duplex.py, without arguments.

Needs Python 3.9, aiohttp 3.8 and websockets 10 or newer: `apt-get install python3-aiohttp python3-websockets`.
DUPLEX_URL names the server; DUPLEX_TOKEN, or DUPLEX_EMAIL and DUPLEX_PASSWORD, say who you are.
"""

import asyncio
import json
import os
import random
import re
import sys

import aiohttp
import websockets

URL = os.environ.get("DUPLEX_URL", "http://localhost:3000")
# The server says something every 20 s: who says nothing for so long is gone, whatever the socket thinks.
MAX_SILENT_S = 45
SYNC = 0
# Step 1 of a newcomer: sync message, kind 0, a state vector of one byte that names nobody.
STEP_1 = bytes([SYNC, 0, 1, 0])
# Step 2: kind 1, an update of two bytes, without structs and without deletions.
EMPTY_STEP_2 = bytes([SYNC, 1, 2, 0, 0])
PASSING = (aiohttp.ClientError, OSError, asyncio.TimeoutError, websockets.WebSocketException)


class Problem(Exception):
    """RFC 9457, as every refusal is: `code` is for programs, the text for people."""

    def __init__(self, status, code, detail, retry_after_s):
        super().__init__(f"{status} {code}: {detail}")
        self.retry_after_s = retry_after_s
        self.is_passing = status >= 500 or status == 429


async def check(answer):
    """Raises Problem where the server refused."""
    if answer.ok:
        return answer
    is_problem = answer.content_type == "application/problem+json"
    problem = await answer.json(content_type=None) if is_problem else {}
    retry_after_s = float(answer.headers.get("Retry-After", 0))
    raise Problem(answer.status, problem.get("code", "unknown"), problem.get("detail", ""), retry_after_s)


async def sign_in(http):
    """Opens a session of its own and sends its token from now on. It ends by itself when nobody uses it."""
    token = os.environ.get("DUPLEX_TOKEN")
    if token is None:
        person = {"email": os.environ.get("DUPLEX_EMAIL", ""), "password": os.environ.get("DUPLEX_PASSWORD", "")}
        async with http.post(f"{URL}/api/auth/sign-in/email", json={**person, "session": "token"}) as answer:
            token = (await (await check(answer)).json())["token"]
    http.headers["Authorization"] = f"Bearer {token}"


async def read(http, document_id):
    path = f"/api/v1/documents/{document_id}/content"
    async with http.get(URL + path, params={"format": "markdown"}) as answer:
        return await (await check(answer)).text()


async def list_documents(http):
    cursor = ""
    while cursor is not None:
        async with http.get(f"{URL}/api/v1/documents", params={"cursor": cursor} if cursor else {}) as answer:
            page = await (await check(answer)).json()
        for document in page["items"]:
            yield document
        cursor = page["nextCursor"]


async def rest(failures, named_s, first_s, last_s):
    """Full jitter, behind what the server named: clients of one that restarts do not come back as one."""
    await asyncio.sleep(named_s + random.uniform(0, min(last_s, first_s * 2 ** min(failures, 10))))


async def follow_events(http, after):
    """What happens to one's documents, for ever; each stream goes on behind the last event of the one before."""
    failures = 0
    while True:
        named_s = 0
        try:
            async for name, data in open_stream(http, after):
                failures, after = 0, data["id"]
                # `reset`: too much was missed, so read your lists again.
                if name != "ready":
                    yield name, data
        except Problem as problem:
            if not problem.is_passing:
                raise
            named_s = problem.retry_after_s
        except PASSING as error:
            print(f"the stream broke: {error!r}", file=sys.stderr)
        await rest(failures, named_s, first_s=1, last_s=30)
        failures += 1


async def open_stream(http, after):
    headers = {"Accept": "text/event-stream", **({} if after is None else {"Last-Event-ID": str(after)})}
    timeout = aiohttp.ClientTimeout(total=None, sock_read=MAX_SILENT_S)
    async with http.get(f"{URL}/api/v1/events", headers=headers, timeout=timeout) as answer:
        await check(answer)
        fields = {}
        async for line in answer.content:
            text = line.decode().rstrip("\r\n")
            if text:
                # A comment is a field without a name.
                name, _, value = text.partition(":")
                fields[name] = value[1:] if value.startswith(" ") else value
                continue
            if "data" in fields:
                yield fields.get("event", "message"), json.loads(fields["data"])
            fields = {}


async def follow_document(http, document_id):
    """Yields (updates, bytes) of a connection each time that somebody changed the document.

    To know what an update says takes a Yjs library (pycrdt is one, and not in Debian); to know that there is one takes
    none, and then the REST API has it already: nothing is sent to anybody before it is stored. Ends with a Problem of
    4400 to 4499 where the person may not, or no longer, see the document.
    """
    failures = 0
    while True:
        named_s = 0
        try:
            async with http.post(f"{URL}/api/v1/documents/{document_id}/ticket", json={}) as answer:
                ticket = await (await check(answer)).json()
            # A ticket is good for one connection, within a minute.
            address, protocols = f"{ticket['url']}/{document_id}", ticket["protocols"]
            async with websockets.connect(address, subprotocols=protocols, max_size=None, open_timeout=20) as socket:
                await socket.send(STEP_1)
                async for counts in listen(socket):
                    failures = 0
                    yield counts
        except Problem as problem:
            if not problem.is_passing:
                raise
            named_s = problem.retry_after_s
        except websockets.ConnectionClosed as closed:
            code, reason = (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
            if 4400 <= code <= 4499:
                raise Problem(code, "closed", reason, 0) from closed
            # A server that is busy or restarts names a time, as "retry in 1500 ms".
            named_s = int((re.search(r"(\d+) ms\b", reason) or [0, 0])[1]) / 1000
        except PASSING as error:
            print(f"the socket broke: {error!r}", file=sys.stderr)
        await rest(failures, named_s, first_s=0.5, last_s=15)
        failures += 1


async def listen(socket):
    updates = size = 0
    while True:
        message = await asyncio.wait_for(socket.recv(), MAX_SILENT_S)
        # Types and kinds are varUints: one byte, below 128. Others than sync are presence, acknowledgements, heartbeats.
        if message[0] != SYNC:
            continue
        if message[1] == 0:
            # The server asks what it lacks. It lacks nothing of who writes nothing.
            await socket.send(EMPTY_STEP_2)
        elif message != EMPTY_STEP_2:
            updates, size = updates + 1, size + len(message)
            yield updates, size


async def run(command, argument=None):
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http:
        await sign_in(http)
        if command == "list":
            async for document in list_documents(http):
                print(document["id"], document["title"], sep="\t")
        elif command == "read":
            print(await read(http, argument))
        elif command == "events":
            async for name, data in follow_events(http, argument):
                print(data["id"], data.get("kind", name), data.get("documentId", ""), sep="\t", flush=True)
        elif command == "follow":
            async for updates, size in follow_document(http, argument):
                print(f"--- {updates} updates, {size} bytes\n{await read(http, argument)}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in ("list", "read", "events", "follow"):
        sys.exit("usage: duplex.py list | read ID | events [AFTER] | follow ID")
    try:
        asyncio.run(run(*sys.argv[1:]))
    except Problem as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        pass
