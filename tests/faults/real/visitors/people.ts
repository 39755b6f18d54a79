import type { Participant } from "@/db/schema/snapshots";
import type { Chance } from "../chance";

/** Nothing of these may ever stand in a log; each visitor's name, address and number hold one of them. */
export const PERSONAL_MARKS = ["Vauquelin", "visiteurs.example", "+33 6 99 88"] as const;
const [SURNAME, DOMAIN, PHONE] = PERSONAL_MARKS;

export function drawParticipant(chance: Chance): Participant {
  const number = chance.whole(1, 9_999);
  return {
    firstName: chance.oneOf(["Maëlys", "Jean-Noël", "Anaïs", "Ömer"]),
    lastName: `${SURNAME}-${number}`,
    email: `participant.${number}@${DOMAIN}`,
    phone: `${PHONE} ${chance.whole(10, 99)} ${chance.whole(10, 99)}`,
    birthDate: `${chance.whole(1960, 2005)}-0${chance.whole(1, 9)}-1${chance.whole(0, 9)}`,
    weightKg: chance.whole(45, 95),
    heightCm: chance.whole(150, 200),
  };
}

export const drawCustomer = (chance: Chance) => ({
  firstName: "Camille",
  lastName: `${SURNAME}-${chance.whole(1, 9_999)}`,
  email: `client.${chance.whole(1, 9_999)}@${DOMAIN}`,
  phone: `${PHONE} ${chance.whole(10, 99)} ${chance.whole(10, 99)}`,
});
