"""A mailing to 1,000 recipients on a real connection: stopped, crashed, begun again and two at once."""

import threading

import pytest
from django.db import connection

from goals.tests.mailings import BACKEND, Crash, Server, Steps, addresses, round_of, send, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _server(settings):
    settings.EMAIL_BACKEND = BACKEND
    Server.reset()


def test_stopped_crashed_and_begun_again_nobody_gets_it_twice():
    distribution = round_of(1000)
    with pytest.raises(Crash):
        send(distribution, Steps(stop_after=300))
    Server.taken_first["p500@example.org"] = Crash()
    with pytest.raises(Crash):
        send(distribution)
    assert states(distribution) == {"sent": 500, "sending": 1, "waiting": 499}
    Server.taken_first.clear()
    assert send(distribution).sent == 499
    assert states(distribution) == {"sent": 999, "sending": 1}
    assert sorted(addresses()) == sorted(f"p{at}@example.org" for at in range(1000))


def test_two_workers_at_once_send_each_mail_once():
    distribution = round_of(60)
    distribution.recipients.filter(email="p59@example.org").update(email="P0@example.org")
    outcomes, ready = [], threading.Barrier(2)

    def work():
        try:
            ready.wait(10)
            outcomes.append(send(distribution).sent)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(outcomes) == 59
    assert sorted(addresses()) == sorted(f"p{at}@example.org" for at in range(59))
    assert states(distribution) == {"sent": 60}
