import type { Translations } from "../model/page";
import { shellDe } from "./shell-de";
import { type ShellTexts, shellEn } from "./shell-en";
import { shellFr } from "./shell-fr";
import { shellNl } from "./shell-nl";

export const shellTexts: Translations<ShellTexts> = { en: shellEn, fr: shellFr, de: shellDe, nl: shellNl };
