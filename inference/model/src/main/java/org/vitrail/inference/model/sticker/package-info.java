/** Cuts things out of pictures; knows nothing of who drew them and runs no network. */
package org.vitrail.inference.model.sticker;
