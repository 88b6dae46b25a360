/** Ranking by a CLIP that was trained on Russian captions. */
package org.vitrail.inference.model.ranking.ruclip;
