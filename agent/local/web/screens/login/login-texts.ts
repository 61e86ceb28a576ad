import type { Translations } from "../../model/page";
import { loginDe } from "./login-de";
import { loginEn, type LoginTexts } from "./login-en";
import { loginFr } from "./login-fr";
import { loginNl } from "./login-nl";

export const loginTexts: Translations<LoginTexts> = { en: loginEn, fr: loginFr, de: loginDe, nl: loginNl };
