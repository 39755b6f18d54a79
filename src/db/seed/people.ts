import type { Customer, Participant } from "@/db/schema/snapshots";
import { pick, pickFrom } from "./chance";

const FIRST_NAMES = [
  "Camille",
  "Lucas",
  "Manon",
  "Hugo",
  "Chloé",
  "Nathan",
  "Léa",
  "Arthur",
  "Zoé",
  "Jules",
  "Sarah",
  "Antoine",
  "Élise",
  "Yanis",
  "Clara",
  "Mathis",
  "Nora",
  "Paul",
  "Agathe",
  "Thibault",
  "Salomé",
  "Rémi",
  "Lina",
  "Gabriel",
  "Margaux",
  "Noé",
  "Alice",
  "Samuel",
  "Juliette",
  "Karim",
] as const;
const LAST_NAMES = [
  "Durand",
  "Moreau",
  "Lambert",
  "Girard",
  "Bonnet",
  "Rousseau",
  "Fontaine",
  "Chevalier",
  "Garnier",
  "Faure",
  "Mercier",
  "Blanchard",
  "Gauthier",
  "Perrin",
  "Morel",
  "Renaud",
  "Leroux",
  "Colin",
  "Marchand",
  "Dumont",
  "Benali",
  "Roche",
  "Vidal",
  "Carpentier",
  "Noël",
  "Aubert",
  "Masson",
  "Picard",
  "Lemaire",
  "Guérin",
] as const;
const CITIES = [
  { postalCode: "69003", city: "Lyon" },
  { postalCode: "38000", city: "Grenoble" },
  { postalCode: "74000", city: "Annecy" },
  { postalCode: "73000", city: "Chambéry" },
  { postalCode: "75011", city: "Paris" },
  { postalCode: "21000", city: "Dijon" },
] as const;

type Person = Pick<Customer, "firstName" | "lastName" | "email" | "phone">;

/** Somebody invented, always the same for this name: mail to example.org reaches nobody, the phone numbers are kept for fiction. */
function person(name: string): Person {
  const firstName = pickFrom(`${name}/first-name`, FIRST_NAMES);
  const lastName = pickFrom(`${name}/last-name`, LAST_NAMES);
  const digits = String(pick(`${name}/phone`, 10_000)).padStart(4, "0");
  return {
    firstName,
    lastName,
    email: `${plain(firstName)}.${plain(lastName)}@example.org`,
    phone: `+33 6 39 98 ${digits.slice(0, 2)} ${digits.slice(2)}`,
  };
}

export const customerNamed = (name: string): Customer => ({
  ...person(name),
  address: `${1 + pick(`${name}/street`, 90)} rue des Érables`,
  ...pickFrom(`${name}/city`, CITIES),
  country: "France",
});

/** Who flies with this customer: themselves first, then others. `year` is that of the flight, for the ages. */
export function participantNamed(
  name: string,
  customer: Customer,
  nth: number,
  flight: { year: number; child: boolean },
): Participant {
  const flyer: Person =
    nth === 0 && !flight.child
      ? customer
      : { ...person(`${name}/${nth}`), lastName: customer.lastName, email: customer.email };
  const age = flight.child ? 8 + pick(`${name}/${nth}/age`, 5) : 19 + pick(`${name}/${nth}/age`, 45);
  const month = String(1 + pick(`${name}/${nth}/month`, 12)).padStart(2, "0");
  return {
    firstName: flyer.firstName,
    lastName: flyer.lastName,
    email: flyer.email,
    phone: flyer.phone,
    birthDate: `${flight.year - age}-${month}-${String(1 + pick(`${name}/${nth}/day`, 28)).padStart(2, "0")}`,
    weightKg: flight.child ? 27 + pick(`${name}/${nth}/weight`, 15) : 52 + pick(`${name}/${nth}/weight`, 45),
    heightCm: flight.child ? 128 + pick(`${name}/${nth}/height`, 25) : 158 + pick(`${name}/${nth}/height`, 34),
  };
}

const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/\p{Diacritic}/gu, "")
    .toLowerCase();
