// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

class MulticastAnswersTest {

  private static final Name SERVICE = Name.fromConstantString("_p2p_menroll._tcp.ring.local.");

  private final MulticastAnswers answers = new MulticastAnswers(server("Alice's ring.1"));

  private static LocalEnrolment server(String instance) {
    try {
      var addresses =
          List.of(InetAddress.getByName("192.0.2.5"), InetAddress.getByName("2001:db8::5"));
      return new LocalEnrolment("ring.local", instance, 8443, addresses);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Message query(Name name, int type) {
    var query = new Message(77);
    query.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
    return query;
  }

  private static List<String> texts(Message message, int section) throws IOException {
    // By the bytes, for that is what a neighbour gets.
    return new Message(message.toWire())
        .getSection(section).stream().map(each -> each.toString().replaceAll("\\s+", " ")).toList();
  }

  @Test
  void saysWhereTheServerOfAnOverlayIs() throws IOException {
    var answer = answers.to(query(SERVICE, Type.SRV), false).orElseThrow();

    assertThat(texts(answer, Section.ANSWER))
        .containsExactly("_p2p_menroll._tcp.ring.local. 120 IN SRV 0 0 8443 ring.local.");
    assertThat(texts(answer, Section.ADDITIONAL))
        .containsExactly(
            "ring.local. 120 IN A 192.0.2.5", "ring.local. 120 IN AAAA 2001:db8:0:0:0:0:0:5");
    assertThat(answer.getHeader().getID()).isZero();
    assertThat(answer.getHeader().getFlag(Flags.QR)).isTrue();
    assertThat(texts(answer, Section.QUESTION)).isEmpty();
  }

  @Test
  void canBeBrowsed() throws IOException {
    var answer = answers.to(query(LocalNames.BROWSED, Type.PTR), false).orElseThrow();

    assertThat(answer.getSection(Section.ANSWER)).hasSize(1);
    var instance = LocalNames.instance("Alice's ring.1");
    assertThat(answer.getSection(Section.ANSWER).getFirst().rdataToString())
        .isEqualTo(instance.toString());
    assertThat(instance.labels()).isEqualTo(5);
    assertThat(answer.getSection(Section.ADDITIONAL))
        .extracting(each -> each.getName().equals(instance) + " " + Type.string(each.getType()))
        .containsExactly("false SRV", "true SRV", "true TXT", "false A", "false AAAA");
    assertThat(texts(answer, Section.ADDITIONAL).get(2)).endsWith("TXT overlay=ring.local");
  }

  @Test
  void repeatsTheQuestionOfAPlainResolver() throws IOException {
    var answer = answers.to(query(SERVICE, Type.ANY), true).orElseThrow();

    assertThat(answer.getHeader().getID()).isEqualTo(77);
    assertThat(answer.getSection(Section.QUESTION)).hasSize(1);
    assertThat(texts(answer, Section.ANSWER))
        .containsExactly("_p2p_menroll._tcp.ring.local. 10 IN SRV 0 0 8443 ring.local.");
  }

  @Test
  void saysNothingToWhatIsNotForIt() {
    var response = query(SERVICE, Type.SRV);
    response.getHeader().setFlag(Flags.QR);
    var other = Name.fromConstantString("_p2p_menroll._tcp.other.local.");

    assertThat(answers.to(response, false)).isEmpty();
    assertThat(answers.to(query(other, Type.SRV), false)).isEmpty();
    assertThat(answers.to(query(SERVICE, Type.A), false)).isEmpty();
    assertThat(answers.to(new Message(1), false)).isEmpty();
  }

  @Test
  void doesNotTellWhatTheAskerKnows() {
    var query = query(SERVICE, Type.SRV);
    var known = answers.to(query, false).orElseThrow().getSection(Section.ANSWER).getFirst();

    var knowing = query(SERVICE, Type.SRV);
    knowing.addRecord(known, Section.ANSWER);
    var forgetting = query(SERVICE, Type.SRV);
    var old =
        Record.newRecord(known.getName(), Type.SRV, DClass.IN, 59, known.rdataToWireCanonical());
    forgetting.addRecord(old, Section.ANSWER);

    assertThat(answers.to(knowing, false)).isEmpty();
    assertThat(answers.to(forgetting, false)).isPresent();
  }

  @Test
  void endsWithEverythingForgotten() {
    var end = answers.announcement(true);

    assertThat(end.getSection(Section.ANSWER)).hasSize(7).allMatch(each -> each.getTTL() == 0);
    assertThat(answers.announcement(false).getSection(Section.ANSWER))
        .allMatch(each -> each.getTTL() > 0);
  }

  @Test
  void refusesNamesThatCannotBeOnALink() {
    assertThatThrownBy(() -> server("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> server("x".repeat(64))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new LocalEnrolment(
                    "ring.example", "a", 1, List.of(InetAddress.getLoopbackAddress())))
        .hasMessageContaining("ends in .local");
  }
}
