import type { Translations } from "../../model/page";
import { tagsDe } from "./tags-de";
import { tagsEn, type TagsTexts } from "./tags-en";
import { tagsFr } from "./tags-fr";
import { tagsNl } from "./tags-nl";

export const tagsTexts: Translations<TagsTexts> = { en: tagsEn, fr: tagsFr, de: tagsDe, nl: tagsNl };
