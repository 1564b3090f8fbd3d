"""E-mail: the digest of the dashboard, forgotten passwords, invitations; sent to a server of SMTP on this machine."""

import re
import socketserver
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from gtlead.settings import mailer
from tests import builders
from tests.conftest import signed_in
from tests.round import approve, decide, proposal_of, save

pytestmark = pytest.mark.django_db


class Sink(socketserver.StreamRequestHandler):
    """Takes one letter after another and keeps them, as far as SMTP needs."""

    def handle(self):
        self.wfile.write(b"220 sink\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(letter.decode())
            self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 sink\r\n")
            if word == b"QUIT":
                return


@pytest.fixture
def letters(settings):
    """What arrives at the server that EMAIL_URL names."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Sink) as server:
        server.letters = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        parsed = dict.fromkeys(("EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"), "")
        parsed |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": server.server_address[1]}
        settings.MAILERS = {"default": mailer(parsed | {"EMAIL_USE_TLS": False, "EMAIL_USE_SSL": False})}
        yield server.letters
        server.shutdown()


def test_digest_tells_each_what_waits_for_them_and_nobody_else(letters, capsys):
    editor = builders.an_editor(username="edith", email="edith@atlas.example")
    reviewer = builders.a_reviewer(username="rupert", email="rupert@atlas.example")
    builders.an_editor(username="without")
    builders.an_editor(username="gone", email="gone@atlas.example", is_active=False)
    returned, approved, waiting = (builders.a_statement() for _number in range(3))
    for one in (returned, approved, waiting):
        save(signed_in(editor), one, text=f"New words of {one.slug}.")
    decide(signed_in(reviewer), proposal_of(returned), "send-back", comment="Which law?")
    approve(signed_in(reviewer), approved)
    call_command("send_digest")
    assert capsys.readouterr().out == "2 sent.\n"
    by_address = {re.search(r"^To: (\S+)", letter, re.MULTILINE)[1]: letter for letter in letters}
    assert set(by_address) == {editor.email, reviewer.email}
    to_editor, to_reviewer = (plain(by_address[one.email]) for one in (editor, reviewer))
    assert "Sent back to you" in to_editor
    assert "rupert: Which law?" in to_editor
    assert "Approved of yours" in to_editor
    assert f"http://127.0.0.1:8000/staff/review/{proposal_of(waiting).pk}/" in to_reviewer
    assert "Sent back to you" not in to_reviewer


def plain(letter):
    """The text of a letter of plain ASCII, its lines joined again."""
    return letter.replace("=\r\n", "").replace("=20", " ").replace("\r\n", "\n")


def test_nothing_is_sent_where_nothing_waits(capsys):
    builders.an_editor(email="edith@atlas.example")
    call_command("send_digest")
    assert capsys.readouterr().out == "0 sent.\n"
    assert mail.outbox == []


def link_in(text):
    return re.search(r"https?://testserver(/admin/reset/\S+/)", text)[1]


def set_password(link):
    """As somebody who follows the link does."""
    client = Client()
    page = client.get(link, follow=True)
    typed = dict.fromkeys(("new_password1", "new_password2"), "a longer secret 7")
    return client.post(page.redirect_chain[-1][0], typed) if page.redirect_chain else page


def test_forgotten_password_is_set_by_a_link_that_works_once(client):
    user = builders.an_editor(email="edith@atlas.example")
    assert "/admin/password_reset/" in client.get("/admin/login/").text
    for address in (user.email, "Edith@atlas.example", "nobody@atlas.example"):
        answer = client.post("/admin/password_reset/", {"email": address})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/password_reset/done/")
    (letter,) = mail.outbox  # one in ten minutes, and none to strangers
    link = link_in(letter.body)
    assert set_password(link).headers["Location"] == "/admin/reset/done/"
    user.refresh_from_db()
    assert user.check_password("a longer secret 7")
    assert set_password(link).status_code == 200  # told that it is used up


def test_superuser_makes_a_link_for_a_new_colleague(superuser_client, editor_client):
    new, silent = builders.an_editor(email="new@atlas.example"), builders.an_editor()
    new.set_unusable_password()
    new.save()
    data = {"action": "make_links", "_selected_action": [new.pk, silent.pk]}
    page = superuser_client.post(reverse("admin:auth_user_changelist"), data, follow=True)
    assert page.text.count("/admin/reset/") == 2
    assert "hand it over yourself" in page.text
    (letter,) = mail.outbox
    assert letter.to == [new.email]
    assert set_password(link_in(letter.body)).headers["Location"] == "/admin/reset/done/"
    assert editor_client.post(reverse("admin:auth_user_changelist"), data).status_code == 403
