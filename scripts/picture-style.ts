/** Colours and measures of the picture. */
export const INK = "#1f2328";
export const QUIET = "#57606a";
export const BLUE = "#2f7fb8";
export const DARK_BLUE = "#17547f";
export const ORANGE = "#b3500b";
export const RED = "#cf222e";
export const FONT = "system-ui, -apple-system, 'Segoe UI', Helvetica, Arial, sans-serif";
export const WIDTH = 900;
export const HEIGHT = 530;
/** Slots above the capacity at which rejections are drawn, and at which a panel ends. */
export const REJECTED_ABOVE = 2.9;
export const TOP_ABOVE = 4.4;
/** Radius of the mark for the most rejections, and of the smallest that can be seen. */
export const MARK_MAX = 16;
export const MARK_MIN = 2.5;
