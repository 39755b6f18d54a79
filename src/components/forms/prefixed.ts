/** The fields of a group as one form has them beside others, named as the API names them in its errors: `participant.email`. */
export type Prefixed<Prefix extends string, Values> = {
  [Name in keyof Values & string as `${Prefix}.${Name}`]: Values[Name];
};

export const prefixed = <Prefix extends string, Values extends object>(prefix: Prefix, values: Values) =>
  // Each key is given the prefix, as the type says.
  Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}.${name}`, value])) as Prefixed<
    Prefix,
    Values
  >;

/** The group again, of a form's values; `names` gives the keys. */
export const withoutPrefix = <Prefix extends string, Values extends object>(
  prefix: Prefix,
  values: Prefixed<Prefix, Values>,
  names: Values,
): Values =>
  // The keys of `names`, each with the value of its prefixed name, as the type says.
  Object.fromEntries(
    Object.keys(names).map((name) => [name, (values as Record<string, unknown>)[`${prefix}.${name}`]]),
  ) as Values;
