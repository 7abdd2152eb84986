import Foundation
import Testing

/// The promises of the store, tried from outside on the real executable (`reliability.md`). The figures here are
/// those for every change; `make torture` has those for a night. One after the other: each of them takes the
/// whole machine.
@Suite(.serialized, .timeLimit(.minutes(10))) struct DurabilityTests {
    @Test func `every way in which a store can be wrong is found`() throws {
        try Proof.run("blunders.py")
    }

    @Test func `kills below writers lose, double, reorder and tear nothing`() throws {
        try Proof.run("kill_rounds.py", "--rounds", "20")
    }

    @Test(
        .enabled(
            if: Proof.Machine.cutsPower, "needs root, loop devices, mkfs.ext4 and a C compiler"))
    func `power cuts lose, double, reorder and tear nothing, but for a server without syncs`()
        throws
    {
        try Proof.run("power_cuts.py", "--rounds", "10", inMemory: true)
    }

    @Test(.enabled(if: Proof.Machine.compiles, "needs a C compiler"))
    func `whatever part of the unsynced writes arrives, the log opens with what was acknowledged`()
        throws
    {
        let judge = Proof.judge.path()
        try Proof.run("crash_states.py", "--judge", judge, "--states", "2000", inMemory: true)
    }

    @Test(.enabled(if: Proof.Machine.compiles, "needs a C compiler"))
    func `a sync that is a lie is found out`() throws {
        let judge = Proof.judge.path()
        try Proof.run(
            "crash_states.py", "--judge", judge, "--states", "200", "--only", "appends",
            "--without-syncs", inMemory: true)
    }

    @Test func `nothing appears behind a reader who has passed`() throws {
        try Proof.run("followers.py", "--messages", "100000", inMemory: true)
    }

    @Test func `messages that are sent again and again are there once`() throws {
        try Proof.run("repeats.py", "--repeats", "10000")
    }

    @Test func `of racing appends with one expected version exactly one is taken`() throws {
        try Proof.run("races.py", "--rounds", "100")
    }

    @Test(
        .enabled(if: Proof.Machine.mounts, "mounting a small disk needs root"),
        arguments: Proof.Machine.cutsPower ? ["tmpfs", "ext4"] : ["tmpfs"])
    func `a full disk refuses writes, answers reads, and loses nothing`(kind: String) throws {
        try Proof.run("full_disk.py", "--rounds", "10", "--kind", kind, inMemory: true)
    }

    @Test(.enabled(if: Proof.Machine.traces, "needs strace, and the right to trace"))
    func `a call that fails is never acknowledged, and the server stays up`() throws {
        try Proof.run("injected_faults.py", "--rounds", "1", inMemory: true)
    }

    /// ``LogDamageTests`` has a thousand places; this is the way from the file to the answer.
    @Test func `damage is reported by verify and never served`() throws {
        try Proof.run("damage.py", "--rounds", "40", inMemory: true)
    }

    @Test func `a second server on the same directory refuses, and the first is unharmed`() throws {
        try Proof.run("two_processes.py", "--rounds", "3")
    }

    @Test func `a server that was killed is ready soon`() throws {
        try Proof.run("start_times.py", "--messages", "10000", "--rounds", "5")
    }
}
