// qs ships no types. Only what the sandbox uses is declared.
declare module "qs" {
  type ParseOptions = {
    depth?: number;
    arrayLimit?: number;
    parameterLimit?: number;
    plainObjects?: boolean;
    ignoreQueryPrefix?: boolean;
  };
  const qs: {
    parse(text: string, options?: ParseOptions): Record<string, unknown>;
    stringify(value: unknown, options?: { encodeValuesOnly?: boolean }): string;
  };
  export default qs;
}
