import type { Translations } from "../../model/page";
import { accountsDe } from "./accounts-de";
import { accountsEn, type AccountsTexts } from "./accounts-en";
import { accountsFr } from "./accounts-fr";
import { accountsNl } from "./accounts-nl";

export const accountsTexts: Translations<AccountsTexts> = {
  en: accountsEn,
  fr: accountsFr,
  de: accountsDe,
  nl: accountsNl,
};
