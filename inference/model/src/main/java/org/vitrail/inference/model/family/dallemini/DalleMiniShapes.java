package org.vitrail.inference.model.family.dallemini;

import org.vitrail.inference.model.codec.vqgan.VqganConfig;
import org.vitrail.inference.model.ranking.clip.ClipConfig;
import org.vitrail.inference.model.upscaling.srvgg.SrvggConfig;

/** The shapes of all networks of a model. */
record DalleMiniShapes(
    DalleMiniConfig transformer, VqganConfig vqgan, ClipConfig clip, SrvggConfig upscaler) {}
