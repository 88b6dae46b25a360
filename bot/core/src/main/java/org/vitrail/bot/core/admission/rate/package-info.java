/** How fast one person may ask. The numbers and the algorithm's story; the bucket is in Redis. */
package org.vitrail.bot.core.admission.rate;
