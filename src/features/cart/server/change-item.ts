import type { Tx } from "@/db/client";
import type { Locale } from "@/db/schema/snapshots";
import { transaction } from "@/db/transaction";
import { findSchoolTimeZone } from "@/features/catalogue/server/school-time-zone";
import { now } from "@/lib/clock";
import { invalid } from "@/lib/errors";
import { dateIn } from "@/lib/time-zone";
import { checkCategory, checkParticipant, inLanguage, notOfThisItem, type Problem } from "../item-checks";
import type { ChangeItem } from "../schemas";
import { type ChangedItem, itemOf, lockItem } from "./item-in-cart";
import { findBaptemeToSell, type ItemInCart, updateItem } from "./queries";
import { showCart } from "./show-cart";

/** A visitor corrects a participant, or chooses another category or the video; the price follows. The place stays theirs. */
export async function changeItem(
  token: string | undefined,
  itemId: string,
  changes: ChangeItem,
  locale: Locale,
): Promise<ChangedItem> {
  const at = now();
  return transaction(async (tx) => {
    const { sessionId, item } = await lockItem(tx, token, itemId);
    const problems = [...(await checkFields(tx, item, changes)), ...(await checkPerson(tx, changes, at))];
    if (problems.length > 0) throw invalid(inLanguage(problems, locale));
    await updateItem(tx, item.id, changes);
    return itemOf(await showCart(tx, sessionId, at), item.id);
  });
}

async function checkFields(tx: Tx, item: ItemInCart, changes: ChangeItem): Promise<Problem[]> {
  switch (item.type) {
    case "STAGE":
      return Object.keys(changes)
        .filter((field) => field !== "participant")
        .map(notOfThisItem);
    case "GIFT_CARD":
      return Object.keys(changes).map(notOfThisItem);
    case "BAPTEME": {
      if (changes.category === undefined || item.baptemeId === null) return [];
      const bapteme = await findBaptemeToSell(tx, item.baptemeId);
      return checkCategory(bapteme?.categories ?? [], changes.category);
    }
    default:
      return item.type satisfies never;
  }
}

async function checkPerson(tx: Tx, { participant }: ChangeItem, at: Date): Promise<Problem[]> {
  if (participant === undefined) return [];
  return checkParticipant(participant, dateIn(await findSchoolTimeZone(tx), at));
}
