package org.vitrail.inference.model.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;

class ProvenanceTest {
  @ParameterizedTest
  @ValueSource(strings = {"Vitrail", "Vitrail 0.1.0-SNAPSHOT", "Vitrail <1> & \"2\""})
  void the_packet_is_xml_that_names_iptcs_source_type_and_the_tool(String tool) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    byte[] packet = Provenance.packet(tool).getBytes(StandardCharsets.UTF_8);

    Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(packet));

    assertThat(text(document, "http://iptc.org/std/Iptc4xmpExt/2008-02-29/", "DigitalSourceType"))
        .isEqualTo("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia");
    assertThat(text(document, "http://ns.adobe.com/xap/1.0/", "CreatorTool")).isEqualTo(tool);
  }

  private static String text(Document document, String namespace, String name) {
    return document.getElementsByTagNameNS(namespace, name).item(0).getTextContent();
  }
}
