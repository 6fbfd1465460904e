#!/usr/bin/python3
"""A small OAuth2 provider for tests: device flow, browser flow with PKCE, refresh tokens. Standard library only.

usage: _tokend.py OUT

Listens on a free port of 127.0.0.1 and prints "PORT N". Access tokens are ones that _dovecot.py takes. OUT/asked gets a line for
each request; OUT/mode (a file) says what it does: nothing or "good"; "revoked" (invalid_grant), "down" (503), "junk" (no JSON),
"rotate" (each refresh token is good once), "denied" (the person refuses). A person "logs in" at the second question of the device
flow; in the browser flow the test plays the browser, and the code is the challenge with "code-" before it.
"""
import base64
import hashlib
import http.server
import json
import os
import sys
import urllib.parse

import _dovecot

state = {"refresh": 0, "polls": 0}


class Handler(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def mode(self):
        path = os.path.join(sys.argv[1], "mode")
        return open(path).read().strip() if os.path.exists(path) else "good"

    def answer(self, status, body):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def refuse(self, error, status=400):
        self.answer(status, {"error": error, "error_description": "%s for %s" % (error, _dovecot.USER)})

    def do_POST(self):
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        with open(os.path.join(sys.argv[1], "asked"), "a") as file:
            file.write("%s %s\n" % (self.path, json.dumps(form, sort_keys=True)))
        mode = self.mode()
        if mode == "down":
            self.answer(503, b"busy")
        elif mode == "junk":
            self.answer(200, b"<html>")
        elif form.get("client_id") != "hearback-test":
            self.refuse("invalid_client", 401)
        elif self.path == "/device":
            state["polls"] = 0
            self.answer(200, {"device_code": "device-1", "user_code": "ABCD-1234", "verification_uri": "https://login.example/device",
                              "expires_in": 600, "interval": 1})
        elif form["grant_type"] == "refresh_token":
            self.refresh(form, mode)
        elif form["grant_type"] == "authorization_code":
            digest = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
            good = form["code"] == "code-" + digest and form["redirect_uri"] == "http://127.0.0.1:1/"
            self.grant() if good else self.refuse("invalid_grant")
        else:
            self.poll(mode)

    def poll(self, mode):
        state["polls"] += 1
        if mode == "denied":
            self.refuse("access_denied")
        elif state["polls"] < 2:
            self.refuse("authorization_pending")
        else:
            self.grant()

    def refresh(self, form, mode):
        if mode == "revoked" or (mode == "rotate" and form["refresh_token"] != "refresh-%d" % state["refresh"]):
            self.refuse("invalid_grant")
        else:
            self.grant()

    def grant(self):
        state["refresh"] += 1
        self.answer(200, {"access_token": _dovecot.token(), "refresh_token": "refresh-%d" % state["refresh"], "expires_in": "3600",
                          "token_type": "Bearer"})


def main():
    os.makedirs(sys.argv[1], exist_ok=True)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print("PORT", server.server_address[1], flush=True)
    server.serve_forever()


main()
