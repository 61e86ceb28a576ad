import type { Translations } from "../../model/page";
import { certificateDe } from "./certificate-de";
import { certificateEn, type CertificateTexts } from "./certificate-en";
import { certificateFr } from "./certificate-fr";
import { certificateNl } from "./certificate-nl";

export const certificateTexts: Translations<CertificateTexts> = {
  en: certificateEn,
  fr: certificateFr,
  de: certificateDe,
  nl: certificateNl,
};
