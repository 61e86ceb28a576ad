import { areMailAddresses, isMailAddress, isMailHost, mailSecurities } from "#agent/domain/site/mail-rules";
import { reportForms, reportSchedules } from "#agent/domain/site/report-period";

/** What may be put down about the place and the page; nothing of it changes how energy flows. */
interface SettingDefinition {
  readonly type: "text" | "number" | "choice" | "timeZone" | "currency";
  readonly default: string;
  /** Longest text. */
  readonly longest?: number;
  /** What a text has to be besides. */
  readonly accepts?: (text: string) => boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly choices?: readonly string[];
}

const text = (longest: number, accepts = (_text: string) => true) =>
  ({ type: "text", default: "", longest, accepts }) as const;
const choice = <Word extends string>(choices: readonly Word[], first: Word) =>
  ({ type: "choice", default: first, choices }) as const;
const number = (minimum: number, maximum: number) => ({ type: "number", default: "", minimum, maximum }) as const;

export const languages = ["en", "fr", "de", "nl"] as const;
export type Language = (typeof languages)[number];

/** Every setting of the place: what it is called, what it may hold and what it holds at first. */
export const siteSettings = {
  /** What people call this charger; the configuration's name when empty. */
  "site.name": text(100),
  "site.place": text(100),
  "site.address": text(300),
  "site.space": text(40),
  "site.latitude": number(-90, 90),
  "site.longitude": number(-180, 180),
  /** Of the page before somebody chooses, and of reports. */
  "site.language": { type: "choice", default: "en", choices: languages },
  /** Of opening hours and reports; the machine's when empty. */
  "site.timeZone": { type: "timeZone", default: "" },
  /** Kilograms of CO₂ that a kilowatt hour charged here avoids; without it none are reckoned. */
  "site.co2PerKwh": number(0, 10),
  /** Of what charges cost here, three letters of ISO 4217; amounts stand alone without it. */
  "site.currency": { type: "currency", default: "" },
  /** The tag under which the page begins a charge unless another one is named. */
  "site.startToken": text(20),
  /** The server that takes this charger's mail; without it none is sent. Its password is no setting: nobody can read it. */
  "mail.host": text(253, isMailHost),
  "mail.port": number(1, 65_535),
  "mail.security": choice(mailSecurities, "starttls"),
  "mail.user": text(254),
  "mail.from": text(254, isMailAddress),
  "mail.to": text(1000, areMailAddresses),
  /** How often the sessions of the last period are sent. */
  "mail.schedule": choice(reportSchedules, "off"),
  "mail.form": choice(reportForms, "xlsx"),
  "mail.alarms": choice(["off", "on"], "off"),
} as const satisfies Readonly<Record<string, SettingDefinition>>;

export type SiteSettingName = keyof typeof siteSettings;
const definitions: Readonly<Record<SiteSettingName, SettingDefinition>> = siteSettings;

export const siteSettingNames: readonly SiteSettingName[] = Object.keys(siteSettings).filter(isSiteSettingName);

export function isSiteSettingName(name: string): name is SiteSettingName {
  return Object.hasOwn(siteSettings, name);
}

export function siteSettingDefinition(name: SiteSettingName): SettingDefinition {
  return definitions[name];
}

/** The one spelling of what `given` stands for; undefined when the setting may not hold it. An empty text is what it holds at first. */
export function canonicalSetting(name: SiteSettingName, given: string): string | undefined {
  const definition = definitions[name];
  const value = given.trim();
  if (value === "") return definition.default;
  switch (definition.type) {
    case "text":
      return isText(value, definition) ? value : undefined;
    case "choice":
      return definition.choices?.includes(value) === true ? value : undefined;
    case "number":
      return canonicalNumber(value, definition);
    case "timeZone":
      return canonicalTimeZone(value);
    case "currency":
      return /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : undefined;
  }
}

function isText(value: string, { longest = 0, accepts = () => true }: SettingDefinition): boolean {
  return Array.from(value).length <= longest && !/\p{Cc}/u.test(value) && accepts(value);
}

function canonicalNumber(value: string, { minimum = 0, maximum = 0 }: SettingDefinition): string | undefined {
  if (!/^-?\d{1,6}(\.\d{1,8})?$/.test(value)) return undefined;
  const number = Number(value);
  return number >= minimum && number <= maximum ? String(number) : undefined;
}

/** A place's name, and no bare offset: summer time has to be known. */
function canonicalTimeZone(value: string): string | undefined {
  if (!/^[A-Za-z][\w+/-]{1,60}$/.test(value)) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
