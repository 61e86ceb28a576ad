import { millis, seconds } from "#hal/core/units";

/**
 * A flush that takes longer makes the disk a slow one. Good cards take some hundredths of a second, worn ones some tenths while they tidy up; the
 * process stands still meanwhile, and a second of that is what a person notices.
 */
export const SLOW_FLUSH = seconds(1);

/** A disk that was slow is taken for quick again when it takes no longer than this: between the two it stays what it was. */
export const QUICK_FLUSH = millis(500);
