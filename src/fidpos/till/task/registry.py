"""Which task begins how: one line each."""

from collections.abc import Mapping

from fidpos.till.correcting.task import open_correction
from fidpos.till.day.task import begin_shop_task
from fidpos.till.enrol.task import begin_enrolment
from fidpos.till.gift_card_desk.desk import open_gift_card_desk
from fidpos.till.membership.task import open_member_file
from fidpos.till.payment.task import pay_with_gift_cards
from fidpos.till.task.acts import TaskKind
from fidpos.till.task.task import MakesTask
from fidpos.till.ticket.task import begin_printing

MAKERS: Mapping[TaskKind, MakesTask] = {
    TaskKind.CORRECT: open_correction,
    TaskKind.ENROL: begin_enrolment,
    TaskKind.MEMBER: open_member_file,
    TaskKind.GIFT_CARDS: open_gift_card_desk,
    TaskKind.GIFT_CARD_PAYMENT: pay_with_gift_cards,
    TaskKind.PRINT: begin_printing,
    TaskKind.SHOP: begin_shop_task,
}
