"""The outbox: a message is written in the transaction of the business and sent afterwards.

It knows to whom and of what kind, with ids and place names as parameters; the address is looked up
when it is sent. The parameters are sealed: which kind of help somebody asked for is their own.
"""

from django.db import models
from django.db.models import Q

from last500.base.actor import Actor
from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import Keep, Kind, Personal, Privacy
from last500.base.scope import WALLED
from last500.notify.rules import Channel, State
from last500.people.models import Contact, Person


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, actor: Actor) -> "MessageQuerySet":
        if actor.person is None:
            return self.none()
        return self.filter(person=actor.person, channel=Channel.INBOX)


class Message(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=30)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="messages")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="messages")
    channel = models.CharField(max_length=10, choices=[(c, c) for c in Channel])
    params = SealedJSONField(default=dict)
    # The private page it leads to, where the kind's own page is not enough.
    link = SealedTextField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in State])
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    # Set by the reader for the reader: nobody else is ever shown it.
    opened_at = models.DateTimeField(null=True)

    objects = MessageQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "person": Personal(Kind.PERSONAL, N_("消息给谁"), Keep.MESSAGE, word=N_("给谁的")),
            "contact": Personal(
                Kind.PERSONAL,
                N_("消息给谁"),
                Keep.MESSAGE,
                word=N_("给哪件求助的"),
                whose="contact__person",
            ),
            "params": Personal(
                Kind.PERSONAL, N_("消息里的字"), Keep.MESSAGE, word=N_("消息里的字")
            ),
            "link": Personal(Kind.PERSONAL, N_("打开你自己的求助"), Keep.MESSAGE, word=N_("链接")),
        },
        what=N_("给你的消息"),
        seen_by=N_("只有你自己"),
        whose="person",
        plain={"kind": "one of our words"},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(contact__isnull=False),
                name="message_is_to_somebody",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["waiting", "leased"]),
                name="messages_to_send",
            ),
            models.Index(fields=["person", "channel", "-made_at"], name="messages_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
