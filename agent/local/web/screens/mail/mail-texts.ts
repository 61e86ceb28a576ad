import type { Translations } from "../../model/page";
import { mailDe } from "./mail-de";
import { mailEn, type MailTexts } from "./mail-en";
import { mailFr } from "./mail-fr";
import { mailNl } from "./mail-nl";

export const mailTexts: Translations<MailTexts> = { en: mailEn, fr: mailFr, de: mailDe, nl: mailNl };
