// SPDX-License-Identifier: Apache-2.0
package dev.tocsin.ringsim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tocsin.base.bytes.Bytes;
import dev.tocsin.base.identity.CertificateAuthority;
import dev.tocsin.base.identity.KeyKind;
import dev.tocsin.reload.core.chord.Chord;
import dev.tocsin.reload.core.chord.ChordParameters;
import dev.tocsin.reload.core.node.Node;
import dev.tocsin.reload.core.node.NodeInput;
import dev.tocsin.reload.core.node.NodeOutput;
import dev.tocsin.reload.core.node.NodeParameters;
import dev.tocsin.reload.core.node.Overlay;
import dev.tocsin.reload.core.node.Reachability;
import dev.tocsin.reload.core.security.CertificateCache;
import dev.tocsin.reload.core.security.Credentials;
import dev.tocsin.reload.core.security.MessageSecurity;
import dev.tocsin.reload.core.security.Proof;
import dev.tocsin.reload.core.security.SignedSecurity;
import dev.tocsin.reload.core.usage.CertificateStore;
import dev.tocsin.reload.core.usage.Kinds;
import dev.tocsin.reload.core.usage.ResourceName;
import dev.tocsin.reload.io.enrolment.OverlayAuthority;
import dev.tocsin.reload.wire.data.KindQuery;
import dev.tocsin.reload.wire.data.KindValues;
import dev.tocsin.reload.wire.data.StoredValue;
import dev.tocsin.reload.wire.draft.DraftProfile;
import dev.tocsin.reload.wire.header.PeerAddress;
import dev.tocsin.reload.wire.id.Destination;
import dev.tocsin.reload.wire.id.Id;
import dev.tocsin.reload.wire.message.Contents;
import dev.tocsin.reload.wire.message.FailureCode;
import dev.tocsin.reload.wire.message.Message;
import dev.tocsin.reload.wire.message.Request;
import dev.tocsin.reload.wire.message.Response;
import dev.tocsin.reload.wire.message.Response.Answer;
import dev.tocsin.reload.wire.security.Signature;
import dev.tocsin.sim.Conditions;
import dev.tocsin.sim.Simulation;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Values in rings of real nodes: stored at whoever is responsible, copied, handed over.
class StoredInRingTest {

  private static final String NAME = "test.example";
  private static final CertificateStore CERTIFICATES = new CertificateStore(NAME);

  // One key pair for all: what tells peers apart is their certificates.
  private static final class Keys {
    static final KeyPair PAIR = generate();

    static KeyPair generate() {
      try {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// Signs messages with a whole certificate, or by name.
  private record Terse(MessageSecurity whole, MessageSecurity named, BooleanSupplier isTerse)
      implements MessageSecurity {
    @Override
    public Optional<Signature> sign(int overlay, long transaction, Contents contents) {
      return (isTerse.getAsBoolean() ? named : whole).sign(overlay, transaction, contents);
    }

    @Override
    public Author author(Message message, Id claimed, Instant now) {
      return whole.author(message, claimed, now);
    }

    @Override
    public Proof proof(Id resource, long kind, StoredValue value, Instant now) {
      return whole.proof(resource, kind, value, now);
    }

    @Override
    public StoredValue signed(Id resource, long kind, StoredValue value) {
      return whole.signed(resource, kind, value);
    }

    @Override
    public boolean learn(Bytes der, Instant now) {
      return whole.learn(der, now);
    }
  }

  /// A ring, and what its nodes are told.
  private static final class Ring {
    final World world;
    final RandomGenerator random;
    final List<Id> ids = new ArrayList<>();
    final Map<Long, NodeOutput.Reply> replies = new HashMap<>();
    final Map<Id, Credentials> credentials = new HashMap<>();
    final Map<Id, MessageSecurity> securities = new HashMap<>();
    // Whoever signs its messages by its name alone.
    final Set<Id> terse = new HashSet<>();
    final OverlayAuthority authority;
    final CertificateCache cache;
    final boolean isSigned;
    // Whether each node has certificates of its own.
    boolean isForgetful;
    long lastCommand;

    Ring(Simulation simulation, boolean isSigned) {
      this.random = simulation.random();
      this.isSigned = isSigned;
      this.world =
          new World(
              simulation.time(),
              random,
              Conditions.CALM,
              (_, output) -> {
                if (output instanceof NodeOutput.Reply reply) replies.put(reply.command(), reply);
              });
      this.authority =
          new OverlayAuthority(
              CertificateAuthority.create("root", KeyKind.P256, Duration.ofDays(365), now()), NAME);
      this.cache = new CertificateCache(authority.trust(), 1000);
    }

    Instant now() {
      return world.time().instant();
    }

    Id join() {
      var id = Id.random(random);
      var user = "user" + ids.size() + "@" + NAME;
      var certificate =
          authority.certify(
              Keys.PAIR.getPublic(), List.of(user), List.of(id), Duration.ofDays(90), now());
      var own = new Credentials(Keys.PAIR.getPrivate(), certificate, id);
      var security = isSigned ? signed(own) : MessageSecurity.SHARED_KEY;
      credentials.put(id, own);
      securities.put(id, security);
      var overlay =
          new Overlay(
              NAME,
              DraftProfile.PROFILE,
              security,
              Kinds.of(CERTIFICATES),
              new Reachability(
                  new PeerAddress(Bytes.of(new byte[] {127, 0, 0, 1}), 6084), "", List.of()),
              "tocsin");
      var chord = new Chord(id, ChordParameters.DRAFT, random);
      world.add(new Node(NodeParameters.DRAFT, overlay, chord, random));
      if (ids.isEmpty()) {
        world.tell(id, new NodeInput.Form());
      } else {
        var bootstrap = ids.get(random.nextInt(ids.size()));
        world.link(id, bootstrap);
        world.tell(id, new NodeInput.Enter(bootstrap));
        assertThat(world.time().runUntil(chord::isJoined, Duration.ofSeconds(60))).isTrue();
      }
      ids.add(id);
      world.time().runFor(Duration.ofSeconds(10));
      return id;
    }

    private MessageSecurity signed(Credentials own) {
      var seen = isForgetful ? new CertificateCache(authority.trust(), 1) : cache;
      var profile = DraftProfile.PROFILE;
      var whole = new SignedSecurity(profile, own, SignedSecurity.Forms.WHOLE, seen);
      var forms = new SignedSecurity.Forms(Credentials.Form.PEER, Credentials.Form.PEER);
      return new Terse(
          whole, new SignedSecurity(profile, own, forms, seen), () -> terse.contains(own.peer()));
    }

    Response ask(Id asker, Id place, Request request) {
      long command = ++lastCommand;
      var route = List.<Destination>of(new Destination.Unresolved(place));
      world.tell(asker, new NodeInput.Ask(command, route, request, NodeInput.Manner.PLAIN));
      world.time().runUntil(() -> replies.containsKey(command), Duration.ofSeconds(60));
      return replies.get(command).response();
    }

    /// Stores a peer's certificate at its place.
    Response store(Id peer) {
      var place = ResourceName.of(peer);
      return ask(peer, place, request(place, certificate(peer, place)));
    }

    static Request.Store request(Id place, StoredValue value) {
      return new Request.Store(
          place, List.of(new KindValues(CertificateStore.KIND, 0, List.of(value))));
    }

    StoredValue certificate(Id peer, Id place) {
      var value = CertificateStore.value(credentials.get(peer).certificate(), now());
      // The draft's profile counts seconds.
      long seconds = value.storageTimeMillis() / 1000 * 1000;
      var whole =
          new StoredValue(seconds, value.lifetimeSeconds(), value.entry(), value.signature());
      return securities.get(peer).signed(place, CertificateStore.KIND, whole);
    }

    StoredValue signedByName(Id peer, Id place) {
      var forms = new SignedSecurity.Forms(Credentials.Form.CERTIFICATE, Credentials.Form.PEER);
      return new SignedSecurity(DraftProfile.PROFILE, credentials.get(peer), forms, cache)
          .signed(place, CertificateStore.KIND, certificate(peer, place));
    }

    List<StoredValue> fetch(Id asker, Id peer) {
      var range = new KindQuery.Which.Range(0, KindQuery.Which.Range.LAST);
      var query = new KindQuery(CertificateStore.KIND, 0, range);
      var place = ResourceName.of(peer);
      var response = ask(asker, place, new Request.Fetch(place, List.of(query)));
      return ((Answer.Fetched) response).kinds().getFirst().values();
    }

    void expectAllFound(List<Id> stored) {
      for (var peer : stored) {
        var asker = ids.get(random.nextInt(ids.size()));
        assertThat(fetch(asker, peer))
            .as("certificate of %s", peer)
            .extracting(value -> value.entry().value().bytes())
            .containsExactly(credentials.get(peer).certificate().der());
      }
    }
  }

  private static void storesAndKeeps(boolean isSigned, int peers) {
    Simulation.check(
        isSigned ? 1 : 10,
        simulation -> {
          // given a ring in which everybody has stored something
          var ring = new Ring(simulation, isSigned);
          for (int i = 0; i < peers; i++) ring.join();
          for (var id : ring.ids) {
            assertThat(ring.store(id)).isInstanceOf(Answer.Stored.class);
          }
          var stored = List.copyOf(ring.ids);
          ring.expectAllFound(stored);

          // when others join, then it is found where it is now
          for (int i = 0; i < peers / 2; i++) ring.join();
          ring.expectAllFound(stored);

          // when peers die two at a time, then copies stand in
          for (int i = 0; i < peers / 4; i++) {
            for (int j = 0; j < 2; j++) {
              ring.world.kill(
                  ring.ids.remove(ring.random.nextInt(ring.ids.size())), Duration.ofSeconds(3));
            }
            ring.world.time().runFor(Duration.ofSeconds(60));
            ring.expectAllFound(stored);
          }
        });
  }

  @Test
  void valuesAreFoundWhoeverJoinsAndDies() {
    storesAndKeeps(false, 8);
  }

  @Test
  void signedValuesAreFoundWhoeverJoinsAndDies() {
    storesAndKeeps(true, 8);
  }

  @Test
  void nobodyStoresAtAnothersPlace() {
    Simulation.check(
        3,
        simulation -> {
          var ring = new Ring(simulation, true);
          for (int i = 0; i < 5; i++) ring.join();
          var victim = ring.ids.getFirst();
          var attacker = ring.ids.getLast();
          var place = ResourceName.of(victim);

          var forged =
              ring.ask(attacker, place, Ring.request(place, ring.certificate(attacker, place)));
          var moved =
              ring.ask(
                  attacker,
                  place,
                  Ring.request(place, ring.certificate(victim, ResourceName.of(attacker))));

          assertThat(((Response.Failure) forged).code()).isEqualTo(FailureCode.FORBIDDEN);
          assertThat(((Response.Failure) moved).code()).isEqualTo(FailureCode.FORBIDDEN);
          assertThat(ring.fetch(attacker, victim)).isEmpty();
        });
  }

  @Test
  void fetchesTheCertificateThatAValueNames() {
    Simulation.check(
        2,
        simulation -> {
          // given a peer whose certificate is stored under its id, and that nobody else remembers
          var ring = new Ring(simulation, true);
          ring.isForgetful = true;
          for (int i = 0; i < 6; i++) ring.join();
          var owner = ring.ids.getFirst();
          assertThat(ring.store(owner)).isInstanceOf(Answer.Stored.class);

          // when another one brings a value of its, whose signature only names it
          var user = ResourceName.of("user0@" + NAME);
          var named = ring.signedByName(owner, user);

          // then whoever is to keep it fetches the certificate
          assertThat(ring.ask(ring.ids.getLast(), user, Ring.request(user, named)))
              .isInstanceOf(Answer.Stored.class);
        });
  }

  @Test
  void readsMessagesOnceItHasTheCertificateThatTheirSignatureNames() {
    Simulation.check(
        3,
        simulation -> {
          // given a ring whose peers remember one certificate each
          var ring = new Ring(simulation, true);
          ring.isForgetful = true;
          for (int i = 0; i < 6; i++) ring.join();
          var known = ring.ids.get(1);
          var stranger = ring.ids.get(2);
          assertThat(ring.store(known)).isInstanceOf(Answer.Stored.class);

          // when one whose certificate is stored signs by its name, it is heard, and others hear it
          ring.terse.add(known);
          for (var id : ring.ids) {
            assertThat(ring.ask(known, id, new Request.Probe(List.of())))
                .isInstanceOf(Answer.Probed.class);
            assertThat(ring.ask(id, known, new Request.Probe(List.of())))
                .isInstanceOf(Answer.Probed.class);
          }

          // when nobody has stored it, it is not
          ring.terse.add(stranger);
          var refused = new ArrayList<FailureCode>();
          for (var id : ring.ids) {
            if (ring.ask(stranger, id, new Request.Probe(List.of()))
                instanceof Response.Failure failure) {
              refused.add(failure.code());
            }
          }
          assertThat(refused).contains(FailureCode.UNAUTHENTICATED);
        });
  }
}
