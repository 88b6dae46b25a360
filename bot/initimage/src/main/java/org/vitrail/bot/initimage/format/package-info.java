/**
 * The formats of pictures that strangers send, read so that neither memory nor time is more than
 * the pixels account for, whatever a file says of itself. Knows nothing of people and texts.
 *
 * <p>What holds for every file, before a pixel of it is decoded and while it is:
 *
 * <ul>
 *   <li>Nothing is inflated, kept or walked for its own sake: text, thumbnails and unknown parts
 *       are stepped over by their length. A colour profile is inflated up to a megabyte, and of
 *       EXIF one entry of the first directory is read.
 *   <li>PNG, GIF and lossless WebP are decoded row by row into a square of 512 pixels: memory does
 *       not grow with the picture but for the tables of WebP's transforms, which take less than a
 *       byte a pixel each.
 *   <li>The scans of a JPEG are counted with the pixels that each goes through, for a scan can be
 *       ten bytes long and still goes through all of them.
 *   <li>Of several pictures in a file the first is decoded.
 *   <li>Each row looks at the {@link org.vitrail.bot.initimage.format.Deadline}.
 * </ul>
 */
package org.vitrail.bot.initimage.format;
