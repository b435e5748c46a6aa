// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.reload.io.discovery.mdns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/// What an enrolment server says to questions on its link. Others may serve the same overlay, so
/// none of its records is the only one of its name, and nothing has to be probed for.
final class MulticastAnswers {

  // RFC 6762 §10: 120 s for records with a host's name in them, 75 minutes for others.
  private static final long HOST_SECONDS = 120;
  private static final long OTHER_SECONDS = 75 * 60;
  // RFC 6762 §6.7: askers that know no multicast DNS must not remember long.
  private static final long LEGACY_SECONDS_MAX = 10;
  // RFC 6762 §18.12: the top bit of a question's class asks for a unicast answer.
  private static final int CLASS_MASK = 0x7fff;

  /// Everything there is to say.
  private record Records(List<Record> pointers, List<Record> services, List<Record> addresses) {
    Stream<Record> all() {
      return Stream.of(pointers, services, addresses).flatMap(List::stream);
    }
  }

  private final Records usual;
  private final Records legacy;
  private final Records ended;

  MulticastAnswers(LocalEnrolment server) {
    usual = records(server, OTHER_SECONDS);
    legacy = records(server, LEGACY_SECONDS_MAX);
    // RFC 6762 §10.1: what is gone has no time to live.
    ended = records(server, 0);
  }

  private static Records records(LocalEnrolment server, long secondsMax) {
    long hosts = Math.min(HOST_SECONDS, secondsMax);
    long others = Math.min(OTHER_SECONDS, secondsMax);
    var host = LocalNames.host(server.overlay());
    var instance = LocalNames.instance(server.instance());
    var text = LocalNames.OVERLAY + server.overlay();
    return new Records(
        List.of(
            new PTRRecord(LocalNames.BROWSED, DClass.IN, others, instance),
            new PTRRecord(LocalNames.SERVICES, DClass.IN, others, LocalNames.BROWSED)),
        List.of(
            srv(LocalNames.service(server.overlay()), hosts, server.port(), host),
            srv(instance, hosts, server.port(), host),
            new TXTRecord(instance, DClass.IN, others, text)),
        server.addresses().stream().map(each -> address(host, hosts, each)).toList());
  }

  private static SRVRecord srv(Name name, long seconds, int port, Name host) {
    return new SRVRecord(name, DClass.IN, seconds, 0, 0, port, host);
  }

  private static Record address(Name host, long seconds, InetAddress address) {
    return address instanceof Inet4Address
        ? new ARecord(host, DClass.IN, seconds, address)
        : new AAAARecord(host, DClass.IN, seconds, address);
  }

  /// @param isLegacy whether the asker is none that speaks multicast DNS
  /// @return nothing if it is not for this server, or known to the asker
  Optional<Message> to(Message query, boolean isLegacy) {
    var header = query.getHeader();
    if (header.getFlag(Flags.QR) || header.getOpcode() != Opcode.QUERY) return Optional.empty();
    var records = isLegacy ? legacy : usual;
    var answers = new LinkedHashSet<Record>();
    for (var question : query.getSection(Section.QUESTION)) {
      records.all().filter(record -> isAnswer(record, question)).forEach(answers::add);
    }
    var known = query.getSection(Section.ANSWER);
    answers.removeIf(record -> isKnown(record, known));
    if (answers.isEmpty()) return Optional.empty();
    var message = isLegacy ? repeating(query) : response();
    fill(message, answers, records);
    return Optional.of(message);
  }

  /// What is said without a question when the server begins, or when it ends.
  Message announcement(boolean isEnd) {
    var message = response();
    (isEnd ? ended : usual).all().forEach(record -> message.addRecord(record, Section.ANSWER));
    return message;
  }

  private static boolean isAnswer(Record record, Record question) {
    return (question.getType() == Type.ANY || question.getType() == record.getType())
        && (question.getDClass() & CLASS_MASK) == DClass.IN
        && question.getName().equals(record.getName());
  }

  // RFC 6762 §7.1: not what the asker has for at least half of its time yet.
  private static boolean isKnown(Record record, List<Record> known) {
    return known.stream()
        .anyMatch(each -> each.equals(record) && each.getTTL() >= record.getTTL() / 2);
  }

  private static void fill(Message message, Set<Record> answers, Records records) {
    answers.forEach(record -> message.addRecord(record, Section.ANSWER));
    var others = new ArrayList<Record>();
    if (answers.stream().anyMatch(records.pointers::contains)) others.addAll(records.services);
    others.addAll(records.addresses);
    others.removeAll(answers);
    others.forEach(record -> message.addRecord(record, Section.ADDITIONAL));
  }

  // RFC 6762 §18: an answer to all has no id.
  private static Message response() {
    var message = new Message(0);
    message.getHeader().setFlag(Flags.QR);
    message.getHeader().setFlag(Flags.AA);
    return message;
  }

  // RFC 6762 §6.7: "MUST repeat the query ID and the question".
  private static Message repeating(Message query) {
    var message = response();
    message.getHeader().setID(query.getHeader().getID());
    query.getSection(Section.QUESTION).forEach(each -> message.addRecord(each, Section.QUESTION));
    return message;
  }
}
