import Foundation
import Testing

@testable import Daemon

@Suite struct InstallationTests {
    private func scratch(_ directories: String...) throws -> String {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "halserver-installation-\(UUID().uuidString)")
        for directory in directories {
            try FileManager.default.createDirectory(
                at: root.appending(path: directory), withIntermediateDirectories: true)
        }
        return root.path()
    }

    private func remove(_ root: String) { try? FileManager.default.removeItem(atPath: root) }

    @Test func `an installed server finds what lies beside it`() throws {
        let root = try scratch("bin", "share/halserver/docs", "Resources/docs")
        defer { remove(root) }
        let found = try Installation.resources(asked: "", executable: "\(root)/bin/halserver")
        #expect(found == "\(root)/share/halserver")
    }

    @Test func `a server that was just built finds the checkout`() throws {
        let root = try scratch(".build/x/release", "Resources/docs")
        defer { remove(root) }
        let found = try Installation.resources(
            asked: "", executable: "\(root)/.build/x/release/halserver")
        #expect(found == "\(root)/Resources")
    }

    @Test func `what was asked for counts, and must be there`() throws {
        let root = try scratch("bin", "share/halserver/docs", "mine")
        defer { remove(root) }
        let executable = "\(root)/bin/halserver"
        let found = try Installation.resources(asked: "\(root)/mine", executable: executable)
        #expect(found == "\(root)/mine")
        let error = #expect(throws: StartError.self) {
            try Installation.resources(asked: "\(root)/other", executable: executable)
        }
        #expect(error?.code == .noInput)
        #expect(error?.message == "There is no directory \(root)/other (--resources).")
    }

    @Test func `nothing found says which option helps`() throws {
        let root = try scratch("bin")
        defer { remove(root) }
        let error = #expect(throws: StartError.self) {
            try Installation.resources(asked: "", executable: "\(root)/bin/halserver")
        }
        #expect(error?.code == .noInput)
        #expect(error?.message.contains("--resources") == true)
    }
}
