/** Prices as numbers in the currency of the back end, which the station never learns: it only adds them up and shows them. */
export interface ChargingPrice {
  readonly kWhPrice?: number;
  /** For each hour of charging. */
  readonly hourPrice?: number;
  /** Once for a transaction. A cost that the back end tells has it inside. */
  readonly flatFee?: number;
}

export interface IdlePrice {
  /** Idle time that costs nothing yet. */
  readonly graceMinutes?: number;
  readonly hourPrice?: number;
}

/** What holds at one time; without `idle` idle time costs nothing. */
export interface Prices {
  readonly charging: ChargingPrice;
  readonly idle?: IdlePrice;
}

/** A text for people, in the language of the site and in others. */
export interface PriceTexts {
  readonly text: string;
  readonly extra: readonly { readonly language: string; readonly text: string }[];
}

/** The text for a language by its RFC 5646 code: the same code, else the same language elsewhere, else the text of the site. */
export function textFor({ text, extra }: PriceTexts, language: string): string {
  const wanted = language.toLowerCase();
  const primary = primaryOf(wanted);
  const found =
    extra.find((each) => each.language.toLowerCase() === wanted) ??
    extra.find((each) => primaryOf(each.language.toLowerCase()) === primary);
  return found?.text ?? text;
}

function primaryOf(language: string): string {
  return language.split("-", 1).join("");
}

/** With a fixed number of decimals; binary dust is no cent. */
export function amountText(amount: number, decimals: number): string {
  const dust = Math.sign(amount) * 1e-9;
  const text = (amount + dust).toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : text;
}
