/** What a person wrote behind an option; anything else than a number to count with ends the program with its help. */
export function wholeNumber(option: string, given: string, help: string): number {
  const number = Number(given);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`--${option} must be a whole number above 0.\n${help}`);
  return process.exit(2);
}
