package org.vitrail.inference.model.image;

/**
 * Says in a picture's metadata that a model made it, in the words of the press: IPTC's digital
 * source type, in an XMP packet (ISO 16684-1) that PNG keeps in a text chunk of a fixed name.
 */
public final class Provenance {
  /** Of the chunk (XMP part 3, 1.1.5). */
  static final String KEYWORD = "XML:com.adobe.xmp";

  /** Made by a model alone, however many pictures it learnt from. */
  private static final String SOURCE_TYPE =
      "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";

  /** The id is the same in every packet there is; the mark before it tells the encoding. */
  private static final String PACKET =
      """
      <?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about=""
       xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
       xmlns:xmp="http://ns.adobe.com/xap/1.0/">
      <Iptc4xmpExt:DigitalSourceType>%s</Iptc4xmpExt:DigitalSourceType>
      <xmp:CreatorTool>%s</xmp:CreatorTool>
      </rdf:Description>
      </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="r"?>""";

  private Provenance() {}

  /**
   * The packet.
   *
   * @param tool name and version of the program
   */
  public static String packet(String tool) {
    String escaped = tool.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    return PACKET.formatted(SOURCE_TYPE, escaped);
  }
}
