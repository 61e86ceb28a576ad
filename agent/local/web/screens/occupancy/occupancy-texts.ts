import type { Translations } from "../../model/page";
import { occupancyDe } from "./occupancy-de";
import { occupancyEn, type OccupancyTexts } from "./occupancy-en";
import { occupancyFr } from "./occupancy-fr";
import { occupancyNl } from "./occupancy-nl";

export const occupancyTexts: Translations<OccupancyTexts> = {
  en: occupancyEn,
  fr: occupancyFr,
  de: occupancyDe,
  nl: occupancyNl,
};
